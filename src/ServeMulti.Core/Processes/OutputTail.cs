namespace ServeMulti.Processes;

/// <summary>The last lines that a process wrote, as plain text. Safe for use from several threads.</summary>
internal sealed class OutputTail
{
    public const int Lines = 50;

    private readonly object _gate = new();
    private readonly Queue<string> _lines = new(Lines);

    public void Add(string line)
    {
        string plain = PlainText.Of(line);
        if (plain.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_lines.Count == Lines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(plain);
        }
    }

    public IReadOnlyList<string> ToList()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }
}
