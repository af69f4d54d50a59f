// What this process has allocated, as its C library counts it: unlike the kernel's count of pages,
// free space between the pieces does not blur it.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The memory that was allocated, for measures of what something takes.
package enum Heap {
    /// Bytes allocated and not freed; nil where the C library does not tell.
    package static func bytesInUse() -> Int? {
        #if canImport(Darwin)
        var statistics = malloc_statistics_t()
        unsafe malloc_zone_statistics(nil, &statistics)
        return statistics.size_in_use
        #else
        guard let text = report() else { return nil }
        var (totals, taken): ([Int], Int) = ([], 0)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard let size = parts.dropLast().last.flatMap({ Int($0) }) else { continue }
            if parts[0] == "<total type=" { totals.append(size) }
            if parts[0] == "<system type=", parts[1] == "current" { taken = size }
        }
        // Those of all arenas come last: free pieces of two kinds, and pieces outside the arenas.
        let last = Array(totals.suffix(3))
        return last.count == 3 ? taken - last[0] - last[1] + last[2] : nil
        #endif
    }

    #if !canImport(Darwin)
    /// The C library's own report, in XML; nil if it has none.
    private static func report() -> String? {
        typealias Report = @convention(c) (CInt, UnsafeMutablePointer<FILE>) -> CInt
        guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "malloc_info") else { return nil }
        var text: UnsafeMutablePointer<CChar>?
        var count = 0
        guard let file = unsafe open_memstream(&text, &count) else { return nil }
        // glibc declares `int malloc_info(int, FILE *)`.
        let code = unsafe unsafeBitCast(symbol, to: Report.self)(0, file)
        unsafe fclose(file)
        defer { unsafe free(text) }
        guard code == 0, let text = unsafe text else { return nil }
        return unsafe String(cString: text)
    }
    #endif
}
