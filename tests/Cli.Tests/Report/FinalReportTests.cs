using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Cli.Report;

[TestFixture]
public sealed class FinalReportTests
{
    [Test]
    public void Write_TwoConfigurations_TabulatesCasesAndNamesTheBest()
    {
        var text = Write([.. Runs(16, 10, 10.5, 11), .. Runs(64, 20, 21, 22)]);

        Assert.That(text, Does.StartWith("""
            server           benchmark  runs  request_throughput
            ---------------  ---------  ----  ------------------
            max_num_seqs=16  x=1           3       10.50 ± 0.50
            max_num_seqs=64  x=1           3       21.00 ± 1.00

            """.Replace("       1", "        1", StringComparison.Ordinal).Replace("       2", "        2", StringComparison.Ordinal)));
        Assert.That(text, Does.Contain("request_throughput: best is max_num_seqs=64, 100.0 % higher than max_num_seqs=16 (95 % interval "));
        Assert.That(text, Does.EndWith("files: /results/a (summary.csv holds all runs)\n"));
    }

    [Test]
    public void Write_RunsThatOverlap_SaysThatNoneIsClearlyBest() =>
        Assert.That(Write([.. Runs(16, 10, 20, 30), .. Runs(64, 11, 21, 31)]), Does.Contain("request_throughput: no clear best; max_num_seqs=64 is 6.").And.Contain("the runs differ too much to tell"));

    [Test]
    public void Write_OneRunPerCase_HasNoInterval() =>
        Assert.That(Write([.. Runs(16, 10), .. Runs(64, 15)]), Does.Contain("best is max_num_seqs=64, 50.0 % higher than max_num_seqs=16 (no interval: some cases have only one run)"));

    [Test]
    public void Write_EqualConfigurations_SaysSo() => Assert.That(Write([.. Runs(16, 10, 10), .. Runs(64, 10, 10)]), Does.Contain("are equal"));

    [Test]
    public void Write_OneConfiguration_ComparesNothing() => Assert.That(Write([.. Runs(16, 10, 11)]), Does.Not.Contain("best"));

    [Test]
    public void Write_NoRun_SaysSo() => Assert.That(Write([]), Is.EqualTo("No run has a result.\n"));

    private static string Write(RunRecord[] runs)
    {
        using var output = new StringWriter();
        FinalReport.Write(runs, "/results/a", output);
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static IEnumerable<RunRecord> Runs(int maxNumSeqs, params double[] throughputs) => throughputs.Select((throughput, number) => new RunRecord(
        new BenchmarkCase { ServeParameters = new() { { "max_num_seqs", maxNumSeqs } }, BenchParameters = new() { { "x", 1 } } },
        number,
        ResultDocument.FromMetrics([new("request_throughput", throughput)])));
}
