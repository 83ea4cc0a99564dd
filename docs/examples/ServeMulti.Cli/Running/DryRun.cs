using System.Globalization;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>Prints a plan: the commands, quoted for a shell, and which cases are done already.</summary>
internal static class DryRun
{
    public static void Write(PreflightReport report, int serverCount, TextWriter output)
    {
        foreach (var server in report.Servers)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{server.Planned.Index + 1}/{serverCount}");
            output.WriteLine($"server {number}: {server.Planned.Command?.ToString() ?? $"already running at {report.Plan.Definition.Endpoint}"}");
            foreach (var work in server.Cases)
            {
                Write(work, report.Plan.Definition, output);
            }
        }
    }

    private static void Write(CaseWork work, SweepDefinition definition, TextWriter output)
    {
        output.WriteLine($"  case {work.Planned.Name}{(work.IsDone ? " (done)" : "")}");
        if (definition.Search is { } search)
        {
            var first = search.FirstRun(definition, work.Planned.Case);
            output.WriteLine($"    first load {first.Variable}={first.LoadValue}: {work.Planned.CommandFor(first.ApplyTo(work.Planned.Case.BenchParameters))}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    at most {work.Planned.Runs} runs for {search.ServiceLevels.Count} SLA{(search.ServiceLevels.Count == 1 ? "" : "s")}"));
            return;
        }

        if (definition.Scan is { } scan)
        {
            foreach (var level in scan.FirstLevels(work.Planned.Case))
            {
                output.WriteLine($"    {level}: {work.Planned.CommandFor(level.ApplyTo(work.Planned.Case.BenchParameters))}");
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    at most {scan.Iterations} loads, {work.Planned.Runs} runs"));
            return;
        }

        var command = work.Planned.Command?.ToString();
        for (var run = 0; run < work.Planned.Runs; run++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    run {run}: {command}"));
        }
    }
}
