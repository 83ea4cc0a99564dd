namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Reads a page of HTML as a browser's tokenizer does, as far as our pages go, and lists what it is made of.</summary>
internal sealed class PageReading
{
    private readonly string _text;
    private int _at;

    private PageReading(string text) => _text = text;

    /// <summary>Gets the names of elements and, as <c>element@attribute</c>, of their attributes.</summary>
    public SortedSet<string> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the contents of scripts and style sheets.</summary>
    public List<string> Programs { get; } = [];

    public static PageReading Read(string page)
    {
        var reading = new PageReading(page);
        reading.ReadAll();
        return reading;
    }

    private void ReadAll()
    {
        for (_at = _text.IndexOf('<', StringComparison.Ordinal); _at >= 0; _at = _text.IndexOf('<', _at))
        {
            _at++;
            if (char.IsAsciiLetter(_text[_at]) || _text[_at] == '!')
            {
                ReadTag();
            }
            else
            {
                // The end of an element.
                Laws.Hold(_text[_at] == '/', "A < that begins no tag is escaped");
                _at = _text.IndexOf('>', _at);
            }
        }
    }

    private void ReadTag()
    {
        var name = ReadName();
        Parts.Add(name);
        for (SkipSpace(); _text[_at] is not '>' and not '/'; SkipSpace())
        {
            var attribute = ReadName();
            Laws.Hold(attribute.Length > 0, $"An attribute has a name: {_text.Substring(Math.Max(0, _at - 100), 100)}");
            Parts.Add($"{name}@{attribute}");
            if (_text[_at] == '=')
            {
                Laws.Hold(_text[_at + 1] == '"', "A value stands in quotes");
                _at = _text.IndexOf('"', _at + 2) + 1;
            }
        }

        if (name is "script" or "style")
        {
            var start = _text.IndexOf('>', _at) + 1;
            _at = _text.IndexOf("</" + name, start, StringComparison.OrdinalIgnoreCase);
            Programs.Add(_text[start.._at]);
        }
    }

    private string ReadName()
    {
        var start = _at;
        while (_text[_at] is not (' ' or '\n' or '>' or '/' or '=' or '"'))
        {
            _at++;
        }

        return _text[start.._at].ToLowerInvariant();
    }

    private void SkipSpace()
    {
        while (_text[_at] is ' ' or '\n')
        {
            _at++;
        }
    }
}
