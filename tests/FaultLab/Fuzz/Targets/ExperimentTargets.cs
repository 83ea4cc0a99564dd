using System.Text;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>The folder of an experiment in which any file may hold anything: looked at, continued and read.</summary>
internal static class ExperimentTargets
{
    private const string Output = "/lab";
    private const string Folder = "/lab/e";
    private const string FirstFolder = "SERVE-max_num_seqs=1-BENCH-x=a,b";

    private static readonly BenchmarkCase First = Case(1);
    private static readonly BenchmarkCase Loaded = First with { Load = new CaseLoad("request_rate", 16) };

    private static readonly Experiment Sweep = new()
    {
        Cases = [First, Case(2)],
        RunsPerCase = 2,
        Environment = new Dictionary<string, string?> { ["VLLM_USE_V1"] = "1" },
    };

    private static readonly Lazy<MemoryFileSystem> Undamaged = new(() => MakeAsync().GetAwaiter().GetResult());

    private static readonly string[] Words =
    [
        "run=0.json",
        "run=7.json",
        "run=007.json",
        "run=99999999999.json",
        "run=0.failure.json",
        "run=5.json.tmp",
        "case.json",
        "experiment.json",
        "experiment.owner.json",
        "runs.jsonl",
        "summary.json",
        "summary.csv",
        "SLA-a-le-1.json",
        "stale",
        "\n",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"key\":",
        "\"folder\":",
        "\"rank\":",
        "\"verified\":",
        "\"case\":",
        "\"run\":",
        "\"bytes\":",
        "\"row\":",
        "\"record\":",
        "\"formatVersion\":",
        "\"cases\":",
        "\"environment\":",
        "\"hashes\":",
        "\"definition\":",
        "\"runsPerCase\":",
        "\"serveCommand\": []",
        "\"benchCommand\": null",
        "\"endpoint\": \"x\"",
        "\"serveParameters\":",
        "\"benchParameters\":",
        "\"load\":",
        "\"unverifiedRuns\":",
        "\"../../x\"",
        "\"/etc\"",
        "\"SERVE-BENCH\"",
        "null",
        "-1",
        "1",
        "2147483648",
        "1e5",
        "NaN",
        "Infinity",
        "\"\\ud800\"",
        "\\u0000",
        "\"2026-11-24T00:00:00Z\"",
        "\"AAAA\"",
    ];

    // Made when asked for: threads of the store read this class, and would wait for its initialisation.
    private static readonly Lazy<IReadOnlyList<FuzzTarget>> Targets = new(Make);

    public static IReadOnlyList<FuzzTarget> All => Targets.Value;

    private static IReadOnlyList<FuzzTarget> Make() =>
        [
            new("experiment", Resume)
            {
                Seeds =
                [
                    .. SeedsOf(),
                    $"{FirstFolder}/case.json\n{{\"key\": \"other\", \"serveCommand\": [], \"endpoint\": null, \"benchCommand\": null, \"serveParameters\": {{}}, \"benchParameters\": {{}}}}",
                    $"{FirstFolder}/request_rate=16/case.json\n{{\"key\": \"other\"}}",
                ],
                Words = Words,
                Large =
                [
                    new("journal", "runs.jsonl\n", "{\"case\":\"k\",\"folder\":\"f{n}\",\"run\":0,\"bytes\":1,\"row\":{}}\n"),
                    new(
                        "cases",
                        "experiment.json\n{\"formatVersion\":1,\"cases\":[",
                        "{\"key\":\"k{n}\",\"folder\":\"f{n}\",\"rank\":0},",
                        "{}]}"
                    ),
                    new("nested case", "case.json\n", "[", "]"),
                    new("run", "run=0.json\n{\"a\": [", "0.1,", "1]}"),
                    new("line", "runs.jsonl\n", "a"),
                    new("nested run", "run=0.json\n", "{\"a\":"),
                    new("owner", "experiment.owner.json\n", "{"),
                    new(
                        "hashes",
                        "experiment.json\n{\"formatVersion\":1,\"environment\":{\"key\":\"AAAA\",\"hashes\":{",
                        "\"k{n}\": \"1\",",
                        "\"z\": \"1\"}}}"
                    ),
                ],
                FixedAllocation = 8_000_000,
                QuickInputs = 150,
            },
        ];

    private static BenchmarkCase Case(int number) =>
        new()
        {
            ServeCommand = new("vllm", "serve", "m"),
            BenchCommand = new("vllm", "bench", "serve"),
            ServeParameters = new ParameterSet { { "max_num_seqs", number } },
            BenchParameters = new ParameterSet { { "x", "a,b" } },
        };

    // An input is the name of a file, a line feed, and the content of the file.
    private static IEnumerable<string> SeedsOf() =>
        Undamaged.Value.Files.Select(file => $"{file.Key[(Folder.Length + 1)..]}\n{Encoding.UTF8.GetString(file.Value)}");

    private static FileResultStore Open(MemoryFileSystem files, ExperimentMode mode = ExperimentMode.Resume) =>
        new(Output, "e", new() { Mode = mode, IsDurable = false }, null, null, files);

    private static RunRecord Run(BenchmarkCase benchmarkCase, int number) =>
        new(
            benchmarkCase,
            number,
            ResultDocument.Parse(Encoding.UTF8.GetBytes($"{{\"completed\": 10, \"request_throughput\": {number}.5, \"itls\": [1, NaN]}}"))
        );

    private static async Task<MemoryFileSystem> MakeAsync()
    {
        var files = new MemoryFileSystem(Output);
        {
            await using var session = await Open(files, ExperimentMode.New).OpenAsync(Sweep);
            await FinishAsync(session);
            await session.SaveFailureAsync(new(Loaded, 1, new(BenchmarkFailureReason.NonZeroExit, "It exited with code 1.")));
            using var answer = JsonDocument.Parse("{\"sla\": {\"criteria\": [\"a<=1\"]}}");
            await session.SaveAnswerAsync(First, "SLA-a-le-1", answer.RootElement);
        }

        // What a host that was killed leaves.
        files.Put(
            $"{Folder}/experiment.owner.json",
            Encoding.UTF8.GetBytes("{\"host\": \"h\", \"processId\": 5, \"startedAt\": \"2026-11-24T00:00:00Z\"}")
        );
        return files;
    }

    private static async Task FinishAsync(IExperimentSession session)
    {
        foreach (var run in Sweep.Cases.SelectMany(_ => Enumerable.Range(0, 2), Run).Append(Run(Loaded, 0)))
        {
            if (await session.FindRunAsync(run.Case, run.RunNumber) is null)
            {
                await session.SaveRunAsync(run);
            }
        }

        foreach (var benchmarkCase in Sweep.Cases)
        {
            await session.CompleteCaseAsync(benchmarkCase, 2);
        }

        await session.CompleteAsync();
    }

    private static string Resume(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var files = Undamaged.Value.Copy();
        var path = PathOf(files, FuzzText.FromBytes(input.AsSpan(0, Math.Max(0, end))));
        files.Put(path, input[(end + 1)..]);
        return Laws.RefusesOrReads(() => ResumeAsync(files, path).GetAwaiter().GetResult());
    }

    // A name that is none of the experiment's files stands beside one of them.
    private static string PathOf(MemoryFileSystem files, string name)
    {
        var path = $"{Folder}/{name}";
        if (files.Files.ContainsKey(path))
        {
            return path;
        }

        var beside = files.Files.Keys.Order(StringComparer.Ordinal).ElementAt(name.Length % files.Files.Count);
        var isName =
            name.Length is > 0 and < 100
            && !name.AsSpan().ContainsAny('/', '\0')
            && name is not ("." or "..")
            && Encoding.UTF8.GetByteCount(name) < 255;
        return isName ? $"{Path.GetDirectoryName(beside)}/{name}" : beside;
    }

    private static async Task<string> ResumeAsync(MemoryFileSystem files, string path)
    {
        var results = files
            .Files.Where(file => ExperimentLayout.TryParseRunFile(Path.GetFileName(file.Key), out _))
            .Select(file => file.Value)
            .ToList();
        var (listed, notes) = await ContinueAsync(files);

        // A result may be set aside where it cannot be read, and never goes.
        foreach (var result in results)
        {
            Laws.Hold(files.Files.Values.Any(content => content.AsSpan().SequenceEqual(result)), "No result is lost");
        }

        await CheckAgainAsync(files);
        return $"{Path.GetFileName(path)[..Math.Min(6, Path.GetFileName(path).Length)]} {Math.Min(9, listed)} {notes} {Math.Min(2, files.Files.Keys.Count(name => name.Contains(".corrupt", StringComparison.Ordinal)))}";
    }

    private static async Task<(int Listed, int Notes)> ContinueAsync(MemoryFileSystem files)
    {
        var before = files.Changes;
        var store = Open(files);
        var inspection = await store.InspectAsync(Sweep);
        Laws.Same(before, files.Changes, "Looking changes nothing");
        foreach (var problem in inspection.Problems)
        {
            Laws.IsLine(problem);
        }

        await using var session = await store.OpenAsync(Sweep);
        await FinishAsync(session);
        var listed = 0;
        await foreach (var run in session.ListRunsAsync())
        {
            _ = run.Document.ToUtf8Json();
            listed++;
        }

        return (listed, inspection.Notes.Count);
    }

    private static async Task CheckAgainAsync(MemoryFileSystem files)
    {
        var store = Open(files);
        var inspection = await store.InspectAsync(Sweep);
        Laws.Hold(
            inspection.Problems.Count == 0,
            $"An experiment that was continued can be continued again: {string.Join(" | ", inspection.Problems)}"
        );
        Laws.Hold(
            inspection.Cases.All(one => one.FinishedRuns.Contains(0) && one.FinishedRuns.Contains(1)),
            "What was finished is finished"
        );
    }
}
