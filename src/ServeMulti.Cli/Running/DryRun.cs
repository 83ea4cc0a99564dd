using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>Prints a plan: the output folder, the commands as they are executed, quoted for a shell, and which runs are done.</summary>
internal sealed class DryRun
{
    private readonly LocalSweep _sweep;
    private readonly PreflightReport _report;
    private readonly TextWriter _output;

    // The console writes each line on its own, which costs more than making it.
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);

    // Servers share their benchmarks.
    private readonly Dictionary<CommandLine, string> _shown = [];

    public DryRun(LocalSweep sweep, PreflightReport report, TextWriter output)
    {
        _sweep = sweep;
        _report = report;
        _output = output;
    }

    /// <param name="isNamedByTime">Whether no name was given, so that the experiment is named after the local time when it begins.</param>
    /// <param name="serverCount">The number of servers in the whole plan; a shard has some of them.</param>
    public void Write(bool isNamedByTime, int serverCount)
    {
        _output.WriteLine(
            $"output folder: {_sweep.Location}{(isNamedByTime ? " (named after the local time; a later run gets another name)" : "")}"
        );
        var definition = _report.Plan.Definition;
        if ((definition.Search?.Options.Rules.FailedShareLimit ?? definition.FailedShareLimit) is > 0 and var share)
        {
            _output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"up to {100 * share:0.####} % of the requests may fail (--failed-share)")
            );
        }

        foreach (var server in _report.Servers)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{server.Planned.Index + 1}/{serverCount}");
            _text.WriteLine(
                $"server {number}: {(server.Planned.Command is { } command ? Show(command) : $"already running at {_report.Plan.Definition.Endpoint}")}"
            );
            foreach (var work in server.Cases)
            {
                Write(work);
            }

            _output.Write(_text.ToString());
            _text.GetStringBuilder().Clear();
        }
    }

    private string Show(CommandLine command)
    {
        if (!_shown.TryGetValue(command, out var text))
        {
            _shown.Add(command, text = command.Redact().ToString());
        }

        return text;
    }

    private void Write(CaseWork work)
    {
        _text.WriteLine($"  case {work.Planned.Name}{(work.IsDone ? " (done)" : "")}");
        var known = 0;
        foreach (var run in _sweep.ForeseeRuns(work))
        {
            known += run.RunNumber < 0 ? 0 : 1;
            var load = run.Load is null ? "" : $"{run.Load.Variable}={run.Load.Value} ";
            var number = run.RunNumber < 0 ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"run {run.RunNumber}");
            var command = run.Command is { } executed ? Show(executed) : "(no command)";
            _text.WriteLine($"    {load}{number}{(run.IsDone ? " (done)" : "")}: {command}");
        }

        var left = work.RemainingRuns.Count + work.FinishedRuns.Count - known;
        if (!work.IsDone && left > 0)
        {
            _text.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    then at most {left} more runs, at loads that depend on the results of these"
                )
            );
        }
    }
}
