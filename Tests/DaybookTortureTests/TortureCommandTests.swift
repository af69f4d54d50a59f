// The command line of the torture tool.

import DaybookTorture
import Testing

@Suite struct TortureCommandTests {
    @Test("what is not understood is a usage error") func usage() async {
        #expect(await TortureCommand.run(["nonsense"]) == 2)
    }
}
