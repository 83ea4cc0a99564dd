using System.Text.Json.Nodes;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>A report says above its answers that the runs come from machines that differ.</summary>
[TestFixture]
public sealed class MachineWarningTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Report_RunsOfMachinesThatDiffer_SaysSoAboveTheVerdict()
    {
        SampleSweep.Write(_folder, [.. Enumerable.Range(1, 3).Select(one => ($"c{one}", new[] { 10.0 * one, 10.1 * one }))]);
        var path = Path.Combine(_folder.Path, "experiment.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        file["facts"] = new JsonObject { ["GPU driver"] = new JsonArray("NVIDIA 535", "NVIDIA 550") };
        File.WriteAllText(path, file.ToJsonString());

        var page = HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path));

        const string Warning = "The runs come from machines that differ (GPU driver: NVIDIA 535 | NVIDIA 550)";
        Assert.That(page, Does.Contain(Warning));
        Assert.That(
            page.IndexOf(Warning, StringComparison.Ordinal),
            Is.LessThan(page.IndexOf("<div class=\"verdict", StringComparison.Ordinal))
        );
    }
}
