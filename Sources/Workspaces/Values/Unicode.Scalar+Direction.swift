extension Unicode.Scalar {
    /// Whether it makes what follows read in another direction than it is written (Unicode Standard Annex 9): nobody
    /// needs it in a name or a message, and it makes `exe.txt` of `txt.exe`.
    package var turnsText: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
