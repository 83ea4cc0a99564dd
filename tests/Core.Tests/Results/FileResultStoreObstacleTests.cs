using Microsoft.Extensions.Logging.Testing;
using ServeMulti.Cases;
using ServeMulti.Files;
using ServeMulti.Native;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Something strange stands where a file or a folder of the experiment belongs: it is set aside, said, and the experiment goes
/// on.</summary>
[TestFixture]
public sealed class FileResultStoreObstacleTests
{
    private const string Name = "SERVE-max_num_seqs=16-BENCH-random_input_len=64";
    private const string OtherName = "SERVE-max_num_seqs=64-BENCH-random_input_len=64";

    private static readonly BenchmarkCase First = Case(16);
    private static readonly Experiment Sweep = Sweep(2, First, Case(64));

    private static readonly string[] Files =
    [
        "experiment.json",
        "experiment.json.tmp",
        "experiment.owner.json",
        "experiment.owner.json.tmp",
        "runs.jsonl",
        "runs.jsonl.tmp",
        "summary.csv",
        "summary.csv.tmp",
        $"{Name}/case.json",
        $"{Name}/case.json.tmp",
        $"{Name}/run=0.json",
        $"{Name}/run=1.json.tmp",
        $"{Name}/run=1.failure.json",
        $"{Name}/run=1.failure.json.tmp",
        $"{Name}/summary.json",
        $"{Name}/summary.json.tmp",
        $"{Name}/SLA-a-le-1.json",
        $"{Name}/SLA-a-le-1.json.tmp",
    ];

    /// <summary>Those that do not stand yet, or no more, when the first run is saved.</summary>
    private static readonly string[] LateFiles =
    [
        .. Files.Where(file =>
            file.EndsWith(".tmp", StringComparison.Ordinal)
            || file is $"{Name}/SLA-a-le-1.json" or $"{Name}/summary.json" or $"{Name}/run=1.failure.json"
        ),
    ];

    private static readonly string[] Folders = ["logs", "scratch", OtherName, $"{Name}/request_rate=2"];

    private readonly StoreFolder _folder = new();
    private SortedDictionary<string, string> _expected = [];

    [SetUp]
    public async Task RunUndisturbedAsync()
    {
        using var undisturbed = new StoreFolder();
        await RunAsync(undisturbed, new FakeLogger());
        _expected = Content(undisturbed);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public async Task Resume_FolderInPlaceOfAFile_IsSetAsideAndSaid(string file)
    {
        await RunHalfAsync();
        File.Delete(_folder[file]);
        Directory.CreateDirectory(_folder[file, "kept"]);
        await CheckAsync(file);
    }

    [TestCaseSource(nameof(Files))]
    [Platform("Linux", Reason = "A pipe is made.")]
    public async Task Resume_PipeInPlaceOfAFile_IsSetAsideAndSaid(string file)
    {
        await RunHalfAsync();
        File.Delete(_folder[file]);
        ScratchFolder.MakePipe(_folder[file]);
        var logger = new FakeLogger();

        await RunAsync(_folder, logger);

        Assert.That(RegularFile.FindKind(_folder[$"{file}.corrupt"]), Is.EqualTo(FileKind.Pipe));
        Assert.That(
            logger.Collector.GetSnapshot().Select(record => record.Message),
            Has.Exactly(1).StartsWith($"{_folder[file]} cannot be used (it is a pipe)")
        );
        File.Delete(_folder[$"{file}.corrupt"]);
        Assert.That(Content(_folder), Is.EqualTo(_expected));
    }

    [TestCaseSource(nameof(Files))]
    [Platform("Linux", Reason = "A pipe is made.")]
    public async Task Read_PipeInPlaceOfAFile_CostsNothingElse(string file)
    {
        await RunHalfAsync();
        File.Delete(_folder[file]);
        ScratchFolder.MakePipe(_folder[file]);

        var read = await StoredExperiment.ReadAsync(_folder.Path);
        var runs = await read.ReadRunsAsync(withArrays: false).ToListAsync();

        Assert.That(runs, Has.Count.EqualTo(file == $"{Name}/run=0.json" ? 1 : 2));
        Assert.That(read.Problems, Has.All.EndsWith(": it is a pipe."));
        Assert.That(RegularFile.FindKind(_folder[file]), Is.EqualTo(FileKind.Pipe));
    }

    [TestCaseSource(nameof(Folders))]
    public async Task Resume_FileInPlaceOfAFolder_IsSetAsideAndSaid(string folder)
    {
        await RunHalfAsync();
        if (Directory.Exists(_folder[folder]))
        {
            Directory.Delete(_folder[folder], recursive: true);
        }

        File.WriteAllText(_folder[folder], "kept");
        await CheckAsync(folder);
    }

    [TestCaseSource(nameof(LateFiles))]
    public async Task Run_FolderComesInPlaceOfAFile_IsSetAsideAndSaid(string file)
    {
        var logger = new FakeLogger();
        await RunAsync(_folder, logger, () => Directory.CreateDirectory(_folder[file, "kept"]));
        CheckContent(file, logger, isWritten: file is not ($"{Name}/case.json.tmp" or "runs.jsonl.tmp" or "experiment.owner.json.tmp"));
    }

    [Test]
    public async Task Resume_LockIsAFolder_IsRefusedWithAdvice()
    {
        await RunHalfAsync();
        File.Delete(_folder["experiment.lock"]);
        Directory.CreateDirectory(_folder["experiment.lock"]);
        var store = _folder.Resume();
        string[] problems =
        [
            $"{_folder["experiment.lock"]} is a folder, so it is unknown whether a host writes to the experiment; when none does, remove it.",
        ];
        Assert.That((await store.InspectAsync(Sweep)).Problems, Is.EqualTo(problems));
        Assert.That(() => store.OpenAsync(Sweep), Throws.InstanceOf<InvalidInputException>().With.Property("Problems").EqualTo(problems));
    }

    [Test]
    public async Task Resume_StaleIsAFile_IsSetAside()
    {
        await RunHalfAsync();
        File.WriteAllText(_folder["stale"], "kept");
        await using var session = await _folder
            .Resume(ChangedResults.RunAgain)
            .OpenAsync(Sweep(2, First with { ServeCommand = new("vllm", "serve", "other") }));
        Assert.That(File.ReadAllText(_folder["stale.corrupt"]), Is.EqualTo("kept"));
        Assert.That(Directory.GetFiles(_folder["stale"], "run=0.json", SearchOption.AllDirectories), Has.Length.EqualTo(2));
    }

    private async Task CheckAsync(string name)
    {
        var logger = new FakeLogger();
        await RunAsync(_folder, logger);
        CheckContent(
            name,
            logger,
            isWritten: !name.EndsWith(".tmp", StringComparison.Ordinal) || _folder.Snapshot().ContainsKey($"{name}.corrupt/kept")
        );
    }

    /// <summary>The obstacle is kept, and everything else is as if it had never been.</summary>
    private void CheckContent(string name, FakeLogger logger, bool isWritten)
    {
        Assert.That(Content(_folder), Is.EqualTo(_expected));
        if (isWritten)
        {
            var aside = _folder[$"{name}.corrupt"];
            Assert.That(
                File.Exists(aside) ? File.ReadAllText(aside) : Directory.GetDirectories(aside).Select(Path.GetFileName).Single(),
                Is.EqualTo("kept")
            );
            Assert.That(
                logger.Collector.GetSnapshot().Select(record => record.Message),
                Has.Exactly(1).StartsWith($"{_folder[name]} cannot be used (it is a f")
            );
        }
    }

    private static SortedDictionary<string, string> Content(StoreFolder folder)
    {
        var content = folder.Snapshot();
        content["experiment.json"] = folder.ReadJson("experiment.json").GetProperty("cases").GetRawText();
        content["runs.jsonl"] = StoreFolder.Untimed(content["runs.jsonl"]);
        foreach (var aside in content.Keys.Where(name => name.EndsWith(".corrupt", StringComparison.Ordinal)).ToList())
        {
            content.Remove(aside);
        }

        return content;
    }

    private async Task RunHalfAsync()
    {
        await using var session = await _folder.New().OpenAsync(Sweep);
        await session.SaveRunAsync(Run(First, 0, 1));
        await session.SaveRunAsync(Run(First.At(2), 0, 3));
        await session.CompleteAsync();
    }

    private static async Task RunAsync(StoreFolder folder, FakeLogger logger, Action? begun = null)
    {
        await using var session = await (
            Directory.Exists(folder.Path) ? folder.Resume(logger: logger) : folder.New(logger: logger)
        ).OpenAsync(Sweep);
        await SaveAsync(session, First, 0, 1);
        begun?.Invoke();
        await session.SaveFailureAsync(Failure(First, 1));
        await SaveAsync(session, First, 1, 2);
        await session.CompleteCaseAsync(First, 2);
        await SaveAsync(session, First.At(2), 0, 3);
        await session.SaveAnswerAsync(First, "SLA-a-le-1", System.Text.Json.JsonDocument.Parse("{}").RootElement);
        await SaveAsync(session, Sweep.Cases[1], 0, 4);
        await SaveAsync(session, Sweep.Cases[1], 1, 5);
        await session.CompleteCaseAsync(Sweep.Cases[1], 2);
        await session.CompleteAsync();
    }

    private static async Task SaveAsync(IExperimentSession session, BenchmarkCase measured, int run, double throughput)
    {
        if (await session.FindRunAsync(measured, run) is null)
        {
            await session.SaveRunAsync(Run(measured, run, throughput));
        }
    }
}
