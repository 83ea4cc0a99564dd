using ServeMulti.Docs;

namespace ServeMulti.Benchmarking;

/// <summary>The glossary says of each metric what <see cref="MetricCatalog"/> knows.</summary>
[TestFixture]
public sealed class GlossaryPageTests
{
    private static IEnumerable<TestCaseData> Rows() =>
        File.ReadLines(Path.Combine(RepositoryFolder.Root, "docs", "reference", "glossary.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new TestCaseData(cells[1].Trim('`'), cells[3], cells[4]).SetName($"Glossary_{cells[1].Trim('`')}"));

    [TestCaseSource(nameof(Rows))]
    public void Row_Metric_HasTheUnitAndDirectionOfTheCatalog(string name, string unit, string better)
    {
        var metric = MetricCatalog.TryFind(name);

        Assert.That(metric, Is.Not.Null);
        Assert.That(unit, Is.EqualTo(metric!.Unit));
        Assert.That(
            better,
            Is.EqualTo(
                metric.Direction switch
                {
                    MetricDirection.HigherIsBetter => "higher",
                    MetricDirection.LowerIsBetter => "lower",
                    _ => "",
                }
            )
        );
    }

    [Test]
    public void Page_HasTheMetricsThatAReportShows() =>
        Assert.That(
            Rows().Select(row => row.Arguments[0]),
            Is.SupersetOf(new[] { "request_throughput", "output_throughput", "p99_ttft_ms", "p99_tpot_ms", "p99_itl_ms", "p99_e2el_ms" })
        );
}
