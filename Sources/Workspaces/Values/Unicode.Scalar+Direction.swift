extension Unicode.Scalar {
    /// Whether it changes the text direction (Unicode Standard Annex 9): nobody needs it in a name or a message, and it
    /// turns `txt.exe` into `exe.txt`.
    package var turnsText: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
