using ServeMulti.Processes;

namespace ServeMulti.Benchmarking;

/// <summary>Collects the lines that a process prints, and lets a test wait for one of them.</summary>
internal sealed class AwaitedOutput
{
    private readonly List<string> _lines = [];
    private readonly List<(string Line, TaskCompletionSource Seen)> _awaited = [];

    public void Receive(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            _awaited.FindAll(wait => wait.Line == line).ForEach(wait => wait.Seen.TrySetResult());
        }
    }

    public Task WaitForAsync(string line, TimeSpan hangLimit)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            _awaited.Add((line, seen));
            if (_lines.Contains(line))
            {
                seen.SetResult();
            }
        }

        return seen.Task.WaitAsync(hangLimit);
    }

    /// <summary>Returns the running processes whose ids stand in lines such as <c>child 123</c>.</summary>
    public IReadOnlyList<ProcessIdentity> FindProcesses(params string[] names)
    {
        lock (_lines)
        {
            var ids = _lines
                .Select(line => line.Split(' '))
                .Where(words => words.Length == 2 && names.Contains(words[0]))
                .Select(words => int.Parse(words[1], null));
            return
            [
                .. ids.Select(id => ProcFs.TryRead(id)?.Identity ?? throw new InvalidOperationException($"Process {id} is not there.")),
            ];
        }
    }
}
