import Foundation

/// A handle to append to a file; nil if it cannot be opened.
func openForWriting(_ path: String) -> FileHandle? { FileHandle(forWritingAtPath: path) }
