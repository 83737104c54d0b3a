internal import Glibc

/// The system's words for an error number.
enum SystemError {
    /// glibc 2.32 and later keep the result of `strerror` per thread.
    static func text(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
