import CPostgres
import Glibc

/// All parameters of a statement in one block of memory, in the form that libpq expects.
struct ParameterArena {
    /// `bytea`, from the server's catalogue; stable across versions.
    private static let byteaType: Oid = 17

    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [CInt] = []
    private var types: [Oid] = []
    private var formats: [CInt] = []

    init(_ parameters: [PostgresParameter]) {
        for parameter in parameters {
            switch parameter {
            case .null: append(nil, type: 0, format: 0)
            // Text ends with a NUL, binary has a length.
            case .text(let text): append(Array(text.utf8) + [0], type: 0, format: 0)
            case .bytes(let content): append(content, type: Self.byteaType, format: 1)
            }
        }
    }

    private mutating func append(_ content: [UInt8]?, type: Oid, format: CInt) {
        offsets.append(content == nil ? nil : bytes.count)
        lengths.append(CInt(clamping: content?.count ?? 0))
        bytes.append(contentsOf: content ?? [])
        types.append(type)
        formats.append(format)
    }

    @unsafe func withPointers<Result>(
        _ body: (
            UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?
        ) -> Result
    ) -> Result {
        // One byte more, so that the block has an address even if every value is empty.
        unsafe (bytes + [0]).withUnsafeBytes { block in
            let values = unsafe offsets.map { offset in
                unsafe offset.flatMap { unsafe block.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            return unsafe body(types, values, lengths, formats)
        }
    }
}

/// Calls `body` with a null-terminated array of C strings, the form in which libpq expects keywords and values.
@unsafe func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let copies = unsafe strings.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let pointers = unsafe copies.map { unsafe UnsafePointer($0) } + [nil]
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}

extension StringProtocol {
    /// Without blanks at both ends.
    func trimmed() -> String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
