using ServeMulti.Cases;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Folders that vLLM's serve_multi.py wrote: resumed, and read as the table that it would have written.</summary>
[TestFixture]
public sealed class OriginalFolderTests
{
    private static readonly BenchmarkCase First = Plain(new ParameterSet { { "max_num_seqs", 16 }, { "model", "org/name" } });
    private static readonly BenchmarkCase Second = Plain(new ParameterSet { { "enable_prefix_caching", true } });
    private static readonly Experiment Sweep = Sweep(2, First, Second);

    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Read_Table_IsTheOnePandasWrites()
    {
        Write(
            "SERVE-max_num_seqs=16-model=org_name-BENCH",
            0,
            """
            {
                "date": "20261124-061013", "label": null, "request_rate": "inf", "max_concurrency": null, "duration": 1.0, "completed": 100,
                "request_throughput": 12.345678901234567, "tiny": 1e-05, "big": 1e16, "nan": NaN, "plus": Infinity, "minus": -Infinity,
                "text": "a,\"b\"\nc", "formula": "=1+1", "space": " x ", "flag": false, "run_number": 0, "max_num_seqs": 16, "model": "org/name"
            }
            """
        );
        Write(
            "SERVE-max_num_seqs=16-model=org_name-BENCH",
            1,
            """
            {"date": "20261124-061020", "duration": 2.5, "completed": 99, "run_number": 1, "max_num_seqs": 16, "model": "org/name"}
            """
        );
        Write(
            "SERVE-enable_prefix_caching=True-BENCH",
            0,
            """
            {"date": "20261124-061030", "duration": 0.1, "completed": 98, "run_number": 0, "enable_prefix_caching": true, "compilation_config": {"mode": 3, "x": [1, null, "it's"]}}
            """
        );
        Assert.That(
            await ReadCsvAsync(),
            Is.EqualTo(
                """
                ,date,label,request_rate,max_concurrency,duration,completed,request_throughput,tiny,big,nan,plus,minus,text,formula,space,flag,run_number,max_num_seqs,model,enable_prefix_caching,compilation_config
                0,20261124-061013,,inf,,1.0,100,12.345678901234567,1e-05,1e+16,,inf,-inf,"a,""b""
                c",=1+1, x ,False,0,16,org/name,,
                1,20261124-061020,,,,2.5,99,,,,,,,,,,,1,16,org/name,,
                2,20261124-061030,,,,0.1,98,,,,,,,,,,,0,,,True,"{'mode': 3, 'x': [1, None, ""it's""]}"

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public async Task Read_CasesInTheOrderOfTheirDates_NotOfTheirNames()
    {
        Write("SERVE-b=1-BENCH", 0, """{"date": "20261124-061013", "run_number": 0, "b": 1}""");
        Write("SERVE-a=1-BENCH", 0, """{"date": "20261124-061014", "run_number": 0, "a": 1}""");
        Assert.That((await ReadCsvAsync()).Split('\n')[0], Is.EqualTo(",date,run_number,b,a"));
    }

    [Test]
    public async Task Read_SearchFolders_HaveEachPointOnce()
    {
        foreach (var rate in new[] { 65536, 4, 16 })
        {
            Write($"SERVE-BENCH/request_rate={rate}", 0, $$"""{"date": "20261124-061013", "request_rate": {{rate}}, "run_number": 0}""");
        }

        File.WriteAllText(_folder["SERVE-BENCH", "SLA-p99_e2el_ms<=500.00.json"], "[]");
        var table = await StoredExperiment.ReadTableAsync(_folder.Path);
        Assert.That(table.Rows.Select(row => row["request_rate"].ToString()), Is.EqualTo(["4", "16", "65536"]));
    }

    [Test]
    public async Task Read_RunThatCompletedNothing_IsInNoTable()
    {
        Write("SERVE-BENCH", 0, """{"completed": 0, "failed": 31, "mean_e2el_ms": 0.0, "run_number": 0}""");
        Write("SERVE-BENCH", 1, """{"completed": 31, "mean_e2el_ms": 5.0, "run_number": 1}""");

        Assert.That(
            (await StoredExperiment.ReadTableAsync(_folder.Path)).Rows.Select(row => row["completed"].ToString()),
            Is.EqualTo(["31"])
        );
    }

    [Test]
    public async Task Resume_RunThatCompletedNothing_IsSaidAndRunAgain()
    {
        Write("SERVE-max_num_seqs=16-model=org_name-BENCH", 0, """{"completed": 0, "failed": 31, "mean_e2el_ms": 0.0, "run_number": 0}""");
        Write("SERVE-max_num_seqs=16-model=org_name-BENCH", 1, """{"completed": 31, "failed": 0, "run_number": 1}""");
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Cases[0].FinishedRuns, Is.EqualTo([1]));
        Assert.That(
            inspection.Notes,
            Has.Exactly(1).StartsWith("1 stored run, such as SERVE-max_num_seqs=16-model=org_name-BENCH/run=0.json, completed no request")
        );

        await using var session = await store.OpenAsync(Sweep);
        Assert.That(await session.FindRunAsync(First, 0), Is.Null);
        await session.SaveRunAsync(Run(First, 0, 7));
        Assert.That((await session.ListAsync()).Select(run => run.RunNumber), Is.EqualTo([0, 1]));
        Assert.That(_folder["SERVE-max_num_seqs=16-model=org_name-BENCH", "run=0.json.empty"], Does.Exist);
    }

    [TestCase("""{"method": "adaptive", "fixedPrompts": false, "sustainedShare": 0.95}""", true)]
    [TestCase("""{"method": "bisection", "fixedPrompts": false, "sustainedShare": 0}""", true)]
    [TestCase("""{"method": "bisection", "fixedPrompts": true, "sustainedShare": 0}""", false)]
    public async Task Resume_SearchOfTheOriginal_SaysWhichRunsDoNotCountAndWhatGoesOnWithThem(string rules, bool isSaid)
    {
        foreach (var rate in new[] { 65536, 4, 16 })
        {
            Write(
                $"SERVE-enable_prefix_caching=True-BENCH/request_rate={rate}",
                0,
                $$"""{"completed": 31, "request_rate": {{rate}}, "run_number": 0}"""
            );
        }

        var store = _folder.Resume();
        using var parsed = System.Text.Json.JsonDocument.Parse(rules);
        var notes = (
            await store.InspectAsync(
                Sweep with
                {
                    Rules = new Dictionary<string, System.Text.Json.JsonElement> { ["search over request_rate"] = parsed.RootElement },
                }
            )
        ).Notes;

        Assert.That(
            notes.Any(note =>
                note.StartsWith(
                    "SERVE-enable_prefix_caching=True-BENCH: 3 stored runs, at request_rate 4, 16, 65536, ",
                    StringComparison.Ordinal
                ) && note.Contains("--sla-search bisection --fixed-prompts --sustained-share 0", StringComparison.Ordinal)
            ),
            Is.EqualTo(isSaid)
        );
    }

    [Test]
    public async Task Read_FolderThatDoesNotExist_IsSaid() =>
        Assert.That(
            () => StoredExperiment.ReadTableAsync(_folder.Path),
            Throws.InstanceOf<ResultStoreException>().With.Message.StartsWith($"{_folder.Path} does not exist")
        );

    [Test]
    public async Task Resume_Finished_IsAcceptedAndSaidToBeUnverified()
    {
        WriteSweep();
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(Sweep);
        Assert.That(inspection.Problems, Is.Empty);
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.EqualTo(new int[][] { [0, 1], [0] }));
        Assert.That(inspection.Notes, Has.Count.EqualTo(1));
        Assert.That(inspection.Notes[0], Does.StartWith("The results of 2 cases in ").And.Contain("cannot be verified"));
        await using var session = await store.OpenAsync(Sweep);
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 2, 3]));
        Assert.That((await session.FindRunAsync(First, 0))!.Document.Fields.Select(field => field.Key), Is.EqualTo(["request_throughput"]));
    }

    [Test]
    public async Task Resume_RunsOfBothHosts_StandInOneTable()
    {
        WriteSweep();
        {
            await using var session = await _folder.Resume().OpenAsync(Sweep);
            await session.SaveRunAsync(Run(Second, 1, """{"request_throughput": 4}"""));
            await session.CompleteCaseAsync(First, 2);
            await session.CompleteCaseAsync(Second, 2);
            await session.CompleteAsync();
        }

        Assert.That(
            File.ReadAllText(_folder["summary.csv"]),
            Is.EqualTo(
                """
                ,request_throughput,run_number,max_num_seqs,model,enable_prefix_caching
                0,1,0,16,org/name,
                1,2,1,16,org/name,
                2,3,0,,,True
                3,4,1,,,True

                """.ReplaceLineEndings("\n")
            )
        );
        Assert.That(
            _folder
                .ReadJson("SERVE-enable_prefix_caching=True-BENCH", "case.json")
                .GetProperty("unverifiedRuns")
                .EnumerateArray()
                .Select(run => run.GetInt32()),
            Is.EqualTo([0])
        );
        Assert.That(_folder["SERVE-max_num_seqs=16-model=org_name-BENCH", "case.json"], Does.Not.Exist);
        var again = _folder.Resume();
        Assert.That((await again.InspectAsync(Sweep)).Notes, Has.Exactly(1).StartsWith("The results of 2 cases in"));
    }

    [Test]
    public async Task Resume_WithBenchParameters_HasThemInEveryRow()
    {
        var one = Plain(new ParameterSet { { "a", 1 } }, new ParameterSet { { "random_input_len", 64 } });
        Write("SERVE-a=1-BENCH-random_input_len=64", 0, """{"request_throughput": 1, "run_number": 0, "a": 1}""");
        await _folder.RunAsync(Sweep(2, one));
        var table = await StoredExperiment.ReadTableAsync(_folder.Path);
        Assert.That(table.Rows.Select(row => row["random_input_len"].ToString()), Is.EqualTo(["64", "64"]));
    }

    [Test]
    public async Task Resume_RunThatTheOriginalDidNotAnnotate_GetsItsParameters()
    {
        Write("SERVE-enable_prefix_caching=True-BENCH", 0, """{"request_throughput": 3}""");
        await _folder.RunAsync(Sweep(1, Second));
        Assert.That(File.ReadAllLines(_folder["summary.csv"])[1], Is.EqualTo("0,3,0,True"));
        Assert.That(
            _folder.ReadJson("SERVE-enable_prefix_caching=True-BENCH", "summary.json")[0].GetProperty("enable_prefix_caching").GetBoolean()
        );
        Assert.That(
            File.ReadAllText(_folder["SERVE-enable_prefix_caching=True-BENCH", "run=0.json"]),
            Is.EqualTo("""{"request_throughput": 3}""")
        );
    }

    [Test]
    public async Task Resume_TornRunOfTheOriginal_IsSetAsideAndDoneAgain()
    {
        WriteSweep();
        Write("SERVE-enable_prefix_caching=True-BENCH", 0, """{"request_throughput": 3, "run_""");
        var store = _folder.Resume();
        Assert.That((await store.InspectAsync(Sweep)).Cases[1].FinishedRuns, Is.Empty);
        await using var session = await store.OpenAsync(Sweep);
        await session.SaveRunAsync(Run(Second, 0, 5));
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([1, 2, 5]));
    }

    [Test]
    public async Task Resume_NameThatOnlyTheOriginalUses_IsFound()
    {
        var quoted = Plain(new ParameterSet { { "q", "a\"b" } });
        Write("SERVE-q=a\"b-BENCH", 0, """{"request_throughput": 1, "run_number": 0, "q": "a\"b"}""");
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(Sweep(1, quoted));
        Assert.That(inspection.Cases[0].FinishedRuns, Is.EqualTo([0]));
        Assert.That(inspection.Problems, Is.Empty);
    }

    [Test]
    public async Task Resume_FolderThatTwoCasesShared_IsUsedForNeither()
    {
        Write("SERVE-model=a_b-BENCH", 0, """{"request_throughput": 1, "run_number": 0, "model": "a/b"}""");
        var (slash, underscore) = (Plain(new ParameterSet { { "model", "a/b" } }), Plain(new ParameterSet { { "model", "a_b" } }));
        var store = _folder.Resume();
        var inspection = await store.InspectAsync(Sweep(1, slash, underscore));
        Assert.That(inspection.Cases.Select(one => one.FinishedRuns), Is.All.Empty);
        Assert.That(inspection.Notes, Has.Exactly(1).StartsWith("SERVE-model=a_b-BENCH could belong to more than one case"));
        await using var session = await store.OpenAsync(Sweep(1, slash, underscore));
        await session.SaveRunAsync(Run(slash, 0, 2));
        await session.SaveRunAsync(Run(underscore, 0, 3));
        Assert.That((await session.ListAsync()).Select(run => run.Throughput()), Is.EqualTo([2, 3]));
        Assert.That(File.ReadAllText(_folder["SERVE-model=a_b-BENCH", "run=0.json"]), Does.Contain("\"request_throughput\": 1,"));
    }

    [Test]
    public async Task Resume_SearchFolders_FindTheirLoads()
    {
        var one = Plain(ParameterSet.Empty);
        Write("SERVE-BENCH/request_rate=16", 0, """{"request_throughput": 15.5, "request_rate": 16, "run_number": 0}""");
        var store = _folder.Resume();
        Assert.That((await store.InspectAsync(Sweep(1, one))).Notes, Has.Count.EqualTo(1));
        await using var session = await store.OpenAsync(Sweep(1, one));
        Assert.That((await session.FindRunAsync(one.At(16), 0))!.Throughput(), Is.EqualTo(15.5));
        Assert.That(await session.FindRunAsync(one.At(17), 0), Is.Null);
        Assert.That((await session.ListAsync()).Select(run => run.Case), Is.EqualTo([one.At(16)]));
    }

    private void WriteSweep()
    {
        Write(
            "SERVE-max_num_seqs=16-model=org_name-BENCH",
            0,
            """{"request_throughput": 1, "run_number": 0, "max_num_seqs": 16, "model": "org/name"}"""
        );
        Write(
            "SERVE-max_num_seqs=16-model=org_name-BENCH",
            1,
            """{"request_throughput": 2, "run_number": 1, "max_num_seqs": 16, "model": "org/name"}"""
        );
        File.WriteAllText(_folder["SERVE-max_num_seqs=16-model=org_name-BENCH", "summary.json"], "[]");
        Write("SERVE-enable_prefix_caching=True-BENCH", 0, """{"request_throughput": 3, "run_number": 0, "enable_prefix_caching": true}""");
    }

    private void Write(string name, int run, string json)
    {
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllText(_folder[name, $"run={run}.json"], json);
    }

    private async Task<string> ReadCsvAsync()
    {
        await using var text = new StringWriter();
        ResultTableCsv.Write(await StoredExperiment.ReadTableAsync(_folder.Path), text);
        return text.ToString();
    }
}
