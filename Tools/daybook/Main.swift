// The command as a program; everything it does stands in DaybookCommand, where it is tested.

internal import DaybookCommand

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

@main
struct Main {
    static func main() async {
        exit(await Command.main())
    }
}
