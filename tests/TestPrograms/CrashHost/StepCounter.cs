using System.Diagnostics;

namespace ServeMulti.TestPrograms;

/// <summary>Counts what the host does, and kills it (<c>kill -9</c>) right before a step or when it is half done.</summary>
internal sealed class StepCounter
{
    private readonly object _gate = new();
    private readonly int _fatalStep;
    private readonly bool _isHalfDone;
    private readonly List<string> _names = [];

    /// <param name="fatalStep">The number of the step, from 1, at which the host dies; 0: none.</param>
    /// <param name="isHalfDone">Whether half of what the step writes is on the disk by then.</param>
    public StepCounter(int fatalStep, bool isHalfDone)
    {
        _fatalStep = fatalStep;
        _isHalfDone = isHalfDone;
    }

    /// <summary>Takes a step that has no halves.</summary>
    public void Take(string name) => Take(name, () => { }, halfStep: null);

    /// <summary>Takes a step.</summary>
    /// <param name="name">What it does.</param>
    /// <param name="step">Does it.</param>
    /// <param name="halfStep">Does half of it; null where it is done in one.</param>
    public void Take(string name, Action step, Action? halfStep = null)
    {
        lock (_gate)
        {
            _names.Add(halfStep is null ? name : $"{name} (has halves)");
            if (_names.Count == _fatalStep)
            {
                if (_isHalfDone)
                {
                    halfStep?.Invoke();
                }

                Die(name);
            }
        }

        step();
    }

    /// <summary>Writes the names of all steps, one a line.</summary>
    public void WriteTo(string path)
    {
        lock (_gate)
        {
            File.WriteAllLines(path, _names);
        }
    }

    private void Die(string name)
    {
        Console.Error.WriteLine($"killed at step {_fatalStep}{(_isHalfDone ? ", half done" : "")}: {name}");
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
