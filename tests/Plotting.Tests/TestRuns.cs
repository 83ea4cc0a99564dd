using System.Text.Json;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting;

/// <summary>Makes sets of runs from the JSON of their fields; each run is a case of its own unless it says otherwise in
/// <c>case</c>.</summary>
internal static class TestRuns
{
    public static RunSet Of(params string[] runs) => Configured([], [], runs);

    /// <summary>Makes runs of which some keys are server parameters, and others benchmark parameters.</summary>
    public static RunSet Configured(string[] serverKeys, string[] benchmarkKeys, params string[] runs)
    {
        var builder = new RunSetBuilder();
        builder.AddServerKeys(serverKeys);
        builder.AddBenchmarkKeys(benchmarkKeys);
        for (var index = 0; index < runs.Length; index++)
        {
            using var document = JsonDocument.Parse(runs[index]);
            var fields = document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => ResultCell.From(field.Value));
            builder.Add(
                fields.Where(field => field.Key != "case"),
                fields.TryGetValue("case", out var name) ? name.ToString() : $"case {index}",
                ""
            );
        }

        return builder.ToSet([]);
    }

    /// <summary>Makes runs with one key, and a number to tell them apart.</summary>
    public static RunSet Column(string key, params string[] values) =>
        Of([.. values.Select((value, index) => $$"""{"{{key}}": {{value}}, "value": {{10 * (index + 1)}}}""")]);

    public static IEnumerable<double> Values(this RunSet runs) =>
        runs.Select(run => run.TryFindNumber("value", out var value) ? value : double.NaN);
}
