namespace ServeMulti.Plotting.Runs;

/// <summary>Values of which at most a million are kept: if there are more, every second, fourth, and so on.</summary>
internal sealed class ThinnedSample
{
    private const int Most = 1 << 20;

    private readonly List<float> _values = [];
    private long _step = 1;
    private long _seen;

    public IReadOnlyList<float> Values => _values;

    public void Add(double value)
    {
        if (_seen++ % _step != 0)
        {
            return;
        }

        _values.Add((float)value);
        if (_values.Count == Most)
        {
            for (var index = 0; index < Most / 2; index++)
            {
                _values[index] = _values[2 * index];
            }

            _values.RemoveRange(Most / 2, Most / 2);
            _step *= 2;
        }
    }
}
