using System.CommandLine;
using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>Prints the end of a sweep (what happened and how to resume) and determines the exit code.</summary>
internal sealed class SweepEnding
{
    private const int MostCauses = 10;
    private const int MostNames = 3;
    private const string Verify = "--verify";

    private readonly LocalSweep _sweep;
    private readonly bool _isResumed;
    private readonly string? _taskOf;
    private readonly string? _existedBefore;
    private readonly ParseResult _parsed;
    private readonly TextWriter _error;

    /// <summary>Initializes a new instance, before the sweep begins.</summary>
    public SweepEnding(LocalSweep sweep, SweepRequest request, ParseResult parsed, TextWriter error)
    {
        _error = error;
        _sweep = sweep;
        _isResumed = request.Experiment.IsResumed;
        _taskOf = request.TaskOf;
        _existedBefore = Directory.Exists(sweep.Location) ? sweep.Location : null;
        _parsed = parsed;
    }

    /// <summary>Gets whether the experiment has begun, also where its folder is gone since.</summary>
    private bool HasBegun => _isResumed || _sweep.HasBegun;

    /// <summary>Gets whether there is something to resume: the experiment has begun, and its folder is still there.</summary>
    private bool HasExperiment => Directory.Exists(_sweep.Location) && (HasBegun || _sweep.Location != _existedBefore);

    /// <summary>Gets or sets how many runs could be read at the end; null if none was.</summary>
    public int? ReadRuns { get; set; }

    public int AfterReport(SweepReport report)
    {
        var unread = CountUnread(report);
        if (report.IsComplete && report.Failures.Count == 0 && unread == 0)
        {
            _error.WriteLine($"Done in {ShortText.Duration(report.Elapsed)}.");
            return ExitCodes.Done;
        }

        if (!report.IsComplete || report.Failures.Count > 0)
        {
            _error.WriteLine(CountMissing(report));
            ListFailures(report);
        }

        if (unread > 0)
        {
            _error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Finished runs that are damaged, as the warnings above say: {unread}. A resume with --verify finds them and executes them again."
                )
            );
            AdviseResume(report.Failures.Count > 0, verifies: true);
        }
        else if (report.IsComplete)
        {
            _error.WriteLine("No run is left, so there is nothing to resume.");
        }
        else if (report.Failures.Count > 0 && report.Failures.All(failed => failed.Failure.Reason == BenchmarkFailureReason.MissingMetric))
        {
            _error.WriteLine(
                "A resume would not help: the runs are finished, but their results lack a required metric. Make the benchmark write it, and measure in a new experiment."
            );
        }
        else
        {
            AdviseResume(report.Failures.Count > 0);
        }

        return ExitCodes.SomeFailed;
    }

    public int AfterInterruption(Interruption interruption)
    {
        _error.WriteLine($"Interrupted by {interruption.Signal}. Finished results are kept, and no process is left running.");
        AdviseResume(isFailure: false);
        return interruption.ExitCode;
    }

    public int AfterBreakdown(Exception exception)
    {
        _error.WriteLine($"error: {Breakdown.Describe(exception)}");
        AdviseResume(isFailure: true);
        return ExitCodes.HostBroke;
    }

    /// <summary>Counts the finished runs whose files cannot be read any more although their size and time are what they were.</summary>
    private int CountUnread(SweepReport report) =>
        report.Plan.Definition is { Search: null, Scan: null } && ReadRuns is { } read
            ? Math.Max(0, report.ExecutedRuns + report.EarlierRuns - read)
            : 0;

    private static string CountMissing(SweepReport report)
    {
        if (report.Plan.Definition.Search is { } search)
        {
            var wanted = report.Plan.CaseCount * search.ServiceLevels.Count;
            var answered = report.Answers.Count(answer => answer.Result.IsAnswered);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{wanted - answered} of {wanted} searches have no answer. Finished results are kept."
            );
        }

        if (report.Plan.Definition.Scan is not null)
        {
            var complete = report.Scans.Count(scan => scan.IsComplete);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Plan.CaseCount - complete} of {report.Plan.CaseCount} scans are not complete; {report.Failures.Count} runs failed. Finished results are kept."
            );
        }

        var missing = report.Plan.RunCount - report.ExecutedRuns - report.EarlierRuns;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{missing} of {report.Plan.RunCount} runs have no result; {report.Failures.Count} failed. Finished results are kept."
        );
    }

    /// <summary>Lists the failures again, because in a long log they are far above.</summary>
    private void ListFailures(SweepReport report)
    {
        var names = report
            .Plan.Servers.SelectMany(server => server.Cases)
            .ToDictionary(planned => planned.Case.Key, planned => planned.Name);
        var causes = report
            .Failures.Select(failed => (Name: Name(failed), failed.Failure.Message))
            .GroupBy(pair => FailureRepeats.KeyOf(pair.Message, pair.Name))
            .ToArray();
        foreach (var cause in causes.Take(MostCauses))
        {
            ListCause([.. cause]);
        }

        if (causes.Length > MostCauses)
        {
            _error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {causes.Length - MostCauses} more causes"));
        }

        string Name(FailedRun failed) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{names.GetValueOrDefault(failed.Case.Key) ?? names.GetValueOrDefault((failed.Case with { Load = null }).Key, "")} run {failed.RunNumber}"
            );
    }

    /// <summary>Says a cause once, however many runs failed for it.</summary>
    private void ListCause((string Name, string Message)[] failures)
    {
        var (name, message) = (ShortText.Printable(failures[0].Name), ShortText.OneLine(failures[0].Message));
        if (failures.Length == 1)
        {
            _error.WriteLine($"  {name}: {message}");
            return;
        }

        _error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {failures.Length} runs: {message}"));
        foreach (var failed in failures.Take(MostNames))
        {
            _error.WriteLine($"    {ShortText.Printable(failed.Name)}");
        }

        if (failures.Length > MostNames)
        {
            _error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    and {failures.Length - MostNames} more"));
        }
    }

    /// <summary>Prints the command that resumes the experiment, if that can help.</summary>
    private void AdviseResume(bool isFailure, bool verifies = false)
    {
        if (!HasBegun && !HasExperiment)
        {
            _error.WriteLine("Nothing was written yet: run the same command again.");
            return;
        }

        if (isFailure)
        {
            _error.WriteLine("A resume retries the failed runs: remove the cause first.");
        }

        if (_taskOf is not null)
        {
            _error.WriteLine($"When no job does the rest: serve-multi submit --resume {_taskOf}");
            return;
        }

        var advice = ResumeAdvice.For(ResumeAdvice.Self(), _parsed, Path.GetFileName(_sweep.Location));
        var command = advice.Command + (verifies && _parsed.Tokens.All(token => token.Value != Verify) ? $" {Verify}" : "");
        if (advice.Hidden.Count > 0)
        {
            _error.WriteLine($"In the command below, fill in the values that are REDACTED: {string.Join(", ", advice.Hidden)}.");
        }

        _error.WriteLine(
            HasExperiment ? $"Resume with: {command}" : $"{_sweep.Location} does not exist. When it is back, resume with: {command}"
        );
    }
}
