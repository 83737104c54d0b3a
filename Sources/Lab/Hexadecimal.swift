/// Numbers as hex digits of a fixed width.
enum Hexadecimal {
    /// Two digits for a number from 0 to 255.
    static func byte(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return number < 0x10 ? "0" + digits : digits
    }
}
