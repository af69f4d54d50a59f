// The checksum against its published vectors, and against the reference implementation's sanity
// values, which were computed outside this project.

import DaybookBytes
import Testing

@Suite struct XXH64Tests {
    /// The sanity buffer of the reference implementation: a multiplicative generator's high bytes.
    private static func sanityBuffer(_ count: Int) -> [UInt8] {
        var generator: UInt64 = 2_654_435_761
        return (0..<count).map { _ in
            let byte = UInt8(generator >> 56)
            generator = generator &* 11_400_714_785_074_694_797
            return byte
        }
    }

    @Test(
        "XXH64 gives the sanity values that xxHash publishes",
        arguments: [
            (0, 0, 0xEF46_DB37_51D8_E999), (0, 2_654_435_761, 0xAC75_FDA2_929B_17EF),
            (1, 0, 0xE934_A84A_DB05_2768), (1, 2_654_435_761, 0x5014_6076_43A9_B4C3),
            (14, 0, 0x8282_DCC4_994E_35C8), (14, 2_654_435_761, 0xC3BD_6BF6_3DEB_6DF0),
            (222, 0, 0xB641_AE8C_B691_C174), (222, 2_654_435_761, 0x20CB_8AB7_AE10_C14A),
        ] as [(Int, UInt64, UInt64)])
    func sanity(count: Int, seed: UInt64, expected: UInt64) {
        let bytes = Self.sanityBuffer(count)
        #expect(XXH64.hash(bytes.raw, seed: seed) == expected)
    }

    @Test("texts hash as their UTF-8") func texts() {
        #expect(XXH64.hash("") == 0xEF46_DB37_51D8_E999)
        #expect(XXH64.hash("a") == 0xD24E_C4F1_A98C_6E5B)
        #expect(XXH64.hash("abc") == 0x44BC_2CF5_AD77_0999)
        let long = "Nobody inspects the spammish repetition"
        #expect(XXH64.hash(long) == 0xFBCE_A83C_8A37_8BF1)
    }
}
