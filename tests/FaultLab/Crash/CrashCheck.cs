using System.Diagnostics;
using System.Text.Json;

namespace ServeMulti.FaultLab.Crash;

/// <summary>Kills a host at one point, resumes it, and looks whether anything was lost, done twice or left behind.</summary>
internal sealed class CrashCheck
{
    private readonly CrashLane _lane;
    private readonly CrashReference _reference;
    private readonly CrashTrialFolder _folder;
    private readonly List<string> _problems = [];
    private TimeSpan? _missed;
    private int _kills;
    private int _orphans;

    private CrashCheck(CrashLane lane, CrashReference reference, CrashTrialFolder folder)
    {
        _lane = lane;
        _reference = reference;
        _folder = folder;
    }

    /// <summary>Tries one point.</summary>
    public static async Task<CrashVerdict> TryAsync(
        CrashLane lane,
        CrashReference reference,
        CrashPoint point,
        CancellationToken cancellationToken
    )
    {
        using var folder = new CrashTrialFolder();
        var check = new CrashCheck(lane, reference, folder);
        try
        {
            await check.RunAsync(point, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or IOException)
        {
            check._problems.Add($"a file cannot be read: {exception.Message}");
        }
        finally
        {
            MarkedProcesses.Kill(folder.Mark);
        }

        return new CrashVerdict(point, check._kills, check._orphans, check._missed, check._problems);
    }

    private async Task RunAsync(CrashPoint point, CancellationToken cancellationToken)
    {
        await KillAsync(point, cancellationToken);
        if (point.Again > 0)
        {
            await ResumeAsync(point with { Step = point.Again, Moment = 0 }, "killed resume", cancellationToken);
            _orphans += MarkedProcesses.Find(_folder.Mark).Count;
        }

        await ResumeAsync(point with { Step = 0, Moment = 0 }, "resume", cancellationToken);
        CompareContent();
        _problems.AddRange(
            MarkedProcesses.Find(_folder.Mark).Select(survivor => $"process {survivor.Id} survived the resume: {survivor.Command}")
        );
        if (!_lane.HasAllBystanders())
        {
            _problems.Add("a bystander was ended");
        }
    }

    private async Task KillAsync(CrashPoint point, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var host = _lane.StartHost(_folder, point, "first");
        if (point.Step == 0)
        {
            await host.KillAfterAsync(_reference.Duration * point.Moment / CrashPoint.MomentUnit, cancellationToken);
        }

        await WaitAsync(host, cancellationToken);
        _missed = host.WasKilled ? null : Stopwatch.GetElapsedTime(start);
        _orphans = MarkedProcesses.Find(_folder.Mark).Count;
        _lane.ForgeRecord(_folder.LedgerFile);
    }

    /// <summary>Resumes, and looks whether exactly what was not finished was executed.</summary>
    private async Task ResumeAsync(CrashPoint point, string stage, CancellationToken cancellationToken)
    {
        var finished = _folder.ReadFinished();
        using var host = _lane.StartHost(_folder, point, stage);
        await WaitAsync(host, cancellationToken);
        var executed = _folder.ReadExecutions(stage);
        _problems.AddRange(
            executed.Where(finished.Contains).Select(execution => $"{execution} was finished, and executed again by the {stage}")
        );
        _problems.AddRange(
            executed
                .GroupBy(execution => execution)
                .Where(group => group.Count() > 1)
                .Select(group => $"{group.Key} was executed {group.Count()} times by the {stage}")
        );
        _problems.AddRange(
            finished.Except(_folder.ReadFinished()).Select(execution => $"{execution} was finished, and is lost after the {stage}")
        );
    }

    /// <summary>Waits for a host's end, of which only a kill and success are expected.</summary>
    private async Task WaitAsync(CrashHost host, CancellationToken cancellationToken)
    {
        if (!await host.WaitAsync(cancellationToken))
        {
            _problems.Add($"a host hung: {await host.ReadErrorAsync()}");
        }
        else if (!host.WasKilled && !host.HasSucceeded)
        {
            _problems.Add($"a host failed: {await host.ReadErrorAsync()}");
        }

        _kills += host.WasKilled ? 1 : 0;
    }

    private void CompareContent()
    {
        var content = _folder.ReadContent();
        foreach (var file in content.Keys.Union(_reference.Content.Keys).Order(StringComparer.Ordinal))
        {
            var found = content.GetValueOrDefault(file);
            var expected = _reference.Content.GetValueOrDefault(file);
            if (found != expected)
            {
                _problems.Add($"{file} is {found ?? "missing"}, where an undisturbed sweep has {expected ?? "nothing"}");
            }
        }
    }
}
