using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using static ServeMulti.Results.SweepCases;

namespace ServeMulti.Results;

/// <summary>Folders that vLLM's serve_multi.py wrote, as they are read without a sweep.</summary>
[TestFixture]
public sealed class StoredOriginalTests
{
    private readonly StoreFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_Sweep_WorksOutItsCasesInTheOrderOfTheirDates()
    {
        Write(
            "SERVE-b=1-BENCH-random_input_len=64",
            "run=0.json",
            """{"date": "20261124-061013", "completed": 5, "run_number": 0, "b": 1, "random_input_len": 64}"""
        );
        Write(
            "SERVE-a=1-BENCH-random_input_len=64-request_rate=inf",
            "run=0.json",
            """{"date": "20261124-061014", "completed": 6, "run_number": 0, "a": true, "random_input_len": 64, "request_rate": Infinity}"""
        );

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(
                read.Cases.Select(one => one.Case),
                Is.EqualTo([
                    new BenchmarkCase
                    {
                        ServeParameters = new ParameterSet { { "b", 1 } },
                        BenchParameters = new ParameterSet { { "random_input_len", 64 } },
                    },
                    new BenchmarkCase
                    {
                        ServeParameters = new ParameterSet { { "a", true } },
                        BenchParameters = new ParameterSet { { "random_input_len", 64 }, { "request_rate", double.PositiveInfinity } },
                    },
                ])
            );
            Assert.That(read.Cases.Select(one => one.IsVerified), Has.All.False);
            Assert.That((read.StartedAt, read.Host, read.RunsPerCase), Is.EqualTo(((DateTimeOffset?)null, (string?)null, (int?)null)));
            Assert.That(read.Problems, Is.Empty);
        });
        Assert.That(
            (await read.ReadRunsAsync().ToListAsync()).Select(run => run.Document.ToString()),
            Is.EqualTo(["""{"date":"20261124-061013","completed":5}""", """{"date":"20261124-061014","completed":6}"""])
        );
    }

    [Test]
    public async Task ReadAsync_Search_HasItsLoadsAndItsAnswerAsAList()
    {
        foreach (var rate in new[] { 16, 4 })
        {
            Write(
                $"SERVE-a=1-BENCH-b=2/request_rate={rate}",
                "run=0.json",
                $$"""{"completed": {{rate}}, "run_number": 0, "a": 1, "b": 2, "request_rate": {{rate}}}"""
            );
        }

        Write("SERVE-a=1-BENCH-b=2", "SLA-p99_e2el_ms<=500.00.json", """[{"completed": 4, "p99_e2el_ms": NaN}]""");
        var one = new BenchmarkCase
        {
            ServeParameters = new ParameterSet { { "a", 1 } },
            BenchParameters = new ParameterSet { { "b", 2 } },
        };

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(read.Cases.Select(found => found.Case), Is.EqualTo([one, one.At(4), one.At(16)]));
        Assert.That(
            (read.Cases[0].Answers.Single().Key, read.Cases[0].Answers.Single().Value.ValueKind),
            Is.EqualTo(("SLA-p99_e2el_ms<=500.00", JsonValueKind.Array))
        );
        Assert.That(
            (await StoredExperiment.ReadAsync(_folder["SERVE-a=1-BENCH-b=2", "request_rate=16"])).Cases.Single().Case,
            Is.EqualTo(one.At(16)),
            "the folder of a load alone"
        );
    }

    [Test]
    public async Task ReadAsync_RunThatCompletedNothing_IsAFailure()
    {
        Write("SERVE-BENCH", "run=0.json", """{"completed": 0, "failed": 31, "mean_e2el_ms": 0.0, "run_number": 0}""");
        Write("SERVE-BENCH", "run=1.json", """{"completed": 31, "run_number": 1}""");

        var one = (await StoredExperiment.ReadAsync(_folder.Path)).Cases.Single();

        Assert.That(
            (one.FinishedRuns.Single(), one.Failures.Single().RunNumber, one.Failures[0].Failure.Reason),
            Is.EqualTo((1, 0, BenchmarkFailureReason.NothingCompleted))
        );
    }

    [Test]
    public async Task ReadAsync_SummaryWithoutItsRuns_IsRead()
    {
        Write(
            "SERVE--tp=2-BENCH--n=1",
            "summary.json",
            """
            [{"completed": 5, "run_number": 0, "tp": 2, "n": 1},
             {"completed": 6, "run_number": 1, "tp": 2, "n": 1}, {"completed":
            """
        );

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(
            (read.Cases.Single().Case.ServeParameters, read.Cases[0].Case.BenchParameters),
            Is.EqualTo((new ParameterSet { { "tp", 2 } }, new ParameterSet { { "n", 1 } }))
        );
        Assert.That(read.Cases[0].FileOf(1), Is.EqualTo("SERVE--tp=2-BENCH--n=1/summary.json"));
        Assert.That(
            (await read.ReadRunsAsync().ToListAsync()).Select(run => (run.RunNumber, run.Document.ToString())),
            Is.EqualTo([(0, """{"completed":5}"""), (1, """{"completed":6}""")])
        );
        Assert.That(read.Problems, Is.EqualTo(["SERVE--tp=2-BENCH--n=1/summary.json, line 2: it is cut off or no JSON."]));
    }

    [Test]
    public async Task ReadAsync_ResumedByThisLibrary_StaysUnverified()
    {
        var one = Plain(new ParameterSet { { "a", 1 } });
        Write("SERVE-a=1-BENCH", "run=0.json", """{"request_throughput": 7, "run_number": 0, "a": 1}""");
        await _folder.RunAsync(Sweep(2, one));

        var read = await StoredExperiment.ReadAsync(_folder.Path);

        Assert.That(
            (read.Cases.Single().IsVerified, read.Cases[0].Case),
            Is.EqualTo((false, one)),
            "the sweep that resumed it knows the commands, the first run may be of others"
        );
        Assert.That((await read.ReadRunsAsync().ToListAsync()).Select(run => run.Throughput()), Is.EqualTo([7, 1]));
    }

    [Test]
    public async Task ReadAsync_ParametersCalledLikeAMeasuredField_BelongToTheirSide()
    {
        Write(
            "SERVE-BENCH",
            "run=0.json",
            """{"completed": 5, "duration": 1, "run_number": 0, "serve:duration": 3, "bench:completed": 9, "none": null}"""
        );

        var one = (await StoredExperiment.ReadAsync(_folder.Path)).Cases.Single().Case;

        Assert.That(
            (one.ServeParameters, one.BenchParameters),
            Is.EqualTo((new ParameterSet { { "duration", 3 } }, new ParameterSet { { "completed", 9 } }))
        );
    }

    private void Write(string folder, string name, string content)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder[folder, name], content);
    }
}
