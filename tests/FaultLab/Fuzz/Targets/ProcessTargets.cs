using ServeMulti.Processes;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>What is read of processes: the kernel's tables, the ledger, output.</summary>
internal static class ProcessTargets
{
    private const string Mark = "SERVEMULTI_MARK_00112233445566778899AABBCCDDEEFF";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("stat", input => ProcFs.Parse(1, input) is { } entry ? $"{entry.State}" : "none")
        {
            Seeds = ["1 (a) b) c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 12345 20 21 22"],
            Words = [" ", ")", "(", "-1", "99999999999999999999", "S", "1 "],
            Large = [new("name", "1 (", ")", " S 1 2"), new("fields", "1 (a) S ", "1 ")],
            QuickInputs = 4_000,
        },
        new(
            "listeners",
            input => TcpListenerTable.Parse(FuzzText.FromBytes(input)) is { } entry ? $"{entry.EndPoint.AddressFamily}" : "none"
        )
        {
            Seeds =
            [
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1",
                "  1: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 7 1",
            ],
            Words = [" ", ":", "0A", "FFFFF", "00000000", "-", "+1"],
            Large = [new("fields", "", "0 "), new("field", "0: ", "0")],
            QuickInputs = 4_000,
        },
        new("ledger", ReadLedger)
        {
            Seeds =
            [
                "{\"event\":\"host\",\"machine\":\"m\",\"boot_id\":\"b\",\"pid_namespace\":1,\"pid\":5,\"start_time\":6}\n{\"event\":\"started\",\"mark\":\""
                    + Mark
                    + "\",\"pid\":7,\"start_time\":8}\n{\"event\":\"starting\",\"mark\":\""
                    + Mark
                    + "\"}\n",
                "{\"event\":\"host\",\"pid\":5,\"start_time\":6}\n{\"event\":\"started\",\"mark\":\""
                    + Mark
                    + "\",\"pid\":7,\"start_time\":8}\n{\"event\":\"ended\",\"mark\":\""
                    + Mark
                    + "\"}\n",
            ],
            Words =
            [
                "\"event\":",
                "\"host\"",
                "\"started\"",
                "\"mark\":",
                "\"" + Mark + "\"",
                "\"pid\":",
                "\"start_time\":",
                "{",
                "}",
                ",",
                "1",
                "-1",
                "99999999999",
                "\n",
                "\"\\ud800\"",
                "null",
            ],
            Large =
            [
                new(
                    "lines",
                    "{\"event\":\"host\",\"pid\":5,\"start_time\":6}\n",
                    "{\"event\":\"started\",\"mark\":\"" + Mark + "\",\"pid\":{n},\"start_time\":8}\n"
                ),
                new("nested", "", "["),
                new("empty", "", "\n"),
                new("line", "", "a"),
            ],
            QuickInputs = 300,
        },
        new("output", ReadLines)
        {
            Seeds = ["a\nb\r\nc", "\rabc\r", "é😀\n"],
            Words = ["\n", "\r", "\u001B[2K", "a"],
            Large = [new("line", "", "a"), new("lines", "", "a\n"), new("returns", "", "a\r"), new("unicode", "", "😀")],
            QuickInputs = 3_000,
        },
    ];

    private static string ReadLedger(byte[] input)
    {
        var running = ScratchFile.Read(input, path => new LedgerFile(path).ReadRunning());
        Laws.Hold(running.All(child => child.Mark.Variable.Length == Mark.Length), "What is looked for has a whole mark");
        return $"{Math.Min(9, running.Count)} {running.Count(child => child.Identity is null)}";
    }

    private static string ReadLines(byte[] input)
    {
        var whole = ReadLines(input, input.Length + 1);
        foreach (var length in new[] { 1, 3, 64 })
        {
            Laws.SameItems(whole, ReadLines(input, length), $"Output in pieces of {length} bytes");
        }

        Laws.Hold(
            whole.All(line => line.Length is > 0 and <= LineSplitter.LongestLine && !line.AsSpan().ContainsAny('\r', '\n')),
            "A line is one, and no longer than it may be"
        );
        return $"{Math.Min(20, whole.Count)}";
    }

    private static List<string> ReadLines(byte[] input, int length)
    {
        List<string> lines = [];
        var splitter = new LineSplitter(line => lines.Add(LineSplitter.Decode(line)));
        foreach (var piece in input.Chunk(length))
        {
            splitter.Append(piece);
        }

        splitter.Complete();
        return lines;
    }
}
