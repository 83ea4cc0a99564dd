using System.Globalization;

namespace ServeMulti.Cli.Terminal;

/// <summary>A terminal that keeps what it shows: it knows the control sequences that the program uses, and refuses any other.</summary>
internal sealed class Screen
{
    private const char Escape = '\u001b';

    private readonly List<char[]> _lines = [];
    private readonly HashSet<char[]> _continued = [];
    private readonly int _columns;
    private readonly int _rows;
    private int _top;
    private int _row;
    private int _column;
    private (int Row, int Column) _saved;
    private bool _isFull;
    private string _sequence = "";

    public Screen(int columns, int rows)
    {
        (_columns, _rows) = (columns, rows);
        for (var row = 0; row < rows; row++)
        {
            _lines.Add(Blank());
        }
    }

    /// <summary>Gets the lines that have left the screen at its top, and those that are on it.</summary>
    public IReadOnlyList<string> History => [.. _lines.Select(line => new string(line).TrimEnd())];

    /// <summary>Gets the lines that are on the screen.</summary>
    public IReadOnlyList<string> Lines => [.. History.Skip(_top)];

    /// <summary>Gets the lines that were too long for the terminal, each as one line again.</summary>
    public IReadOnlyList<string> Wrapped
    {
        get
        {
            var whole = new List<(string Text, bool IsWrapped)>();
            foreach (var line in _lines)
            {
                if (_continued.Contains(line))
                {
                    whole[^1] = (whole[^1].Text + new string(line), true);
                }
                else
                {
                    whole.Add((new string(line), false));
                }
            }

            return [.. whole.Where(line => line.IsWrapped).Select(line => line.Text.TrimEnd())];
        }
    }

    /// <summary>Gets the colours and modes that were set and not reset, and are now in force.</summary>
    public HashSet<string> Modes { get; } = [];

    /// <summary>Gets how many frames were drawn: positions that were saved.</summary>
    public int Frames { get; private set; }

    /// <summary>Takes what a program writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="drawn">Called after each frame; optional.</param>
    public void Write(string text, Action? drawn = null)
    {
        foreach (var c in text)
        {
            if (_sequence.Length > 0)
            {
                Continue(c, drawn);
            }
            else if (c == Escape)
            {
                _sequence = "\u001b";
            }
            else
            {
                Write(c);
            }
        }
    }

    private void Write(char c)
    {
        switch (c)
        {
            case '\r':
                (_column, _isFull) = (0, false);
                break;
            case '\n':
                _isFull = false;
                Feed();
                break;
            default:
                Assert.That(char.IsControl(c), Is.False, $"the character {(int)c} on a terminal");
                Put(c);
                break;
        }
    }

    private void Put(char c)
    {
        if (_isFull)
        {
            Feed();
            (_column, _isFull) = (0, false);
            _continued.Add(_lines[_top + _row]);
        }

        _lines[_top + _row][_column] = c;
        (_column, _isFull) = _column == _columns - 1 ? (_column, true) : (_column + 1, false);
    }

    private void Feed()
    {
        if (_row < _rows - 1)
        {
            _row++;
            return;
        }

        _lines.Add(Blank());
        _top++;
    }

    private void Continue(char c, Action? drawn)
    {
        _sequence += c;
        if (_sequence.Length == 2 && c == '[')
        {
            return;
        }

        if (_sequence.Length == 2 || c is >= '@' and <= '~')
        {
            Do(_sequence[1..], drawn);
            _sequence = "";
        }
    }

    private void Do(string sequence, Action? drawn)
    {
        switch (sequence)
        {
            case "7":
                _saved = (_row, _column);
                Frames++;
                drawn?.Invoke();
                break;
            case "8":
                (_row, _column) = _saved;
                _isFull = false;
                break;
            case "[J":
                EraseBelow();
                break;
            case ['[', .. var count, 'A']:
                _row = Math.Max(0, _row - int.Parse(count, CultureInfo.InvariantCulture));
                _isFull = false;
                break;
            case "[0m":
                Modes.Clear();
                break;
            case ['[', .. var colour, 'm']:
                Modes.Add(colour);
                break;
            case "=" or ">" or "[?1h" or "[?1l":
                // The runtime asks for the keys of the keypad.
                break;
            default:
                Assert.Fail($"the terminal does not know ESC {sequence}");
                break;
        }
    }

    private void EraseBelow()
    {
        Array.Fill(_lines[_top + _row], ' ', _column, _columns - _column);
        for (var row = _row + 1; row < _rows; row++)
        {
            Array.Fill(_lines[_top + row], ' ');
            _continued.Remove(_lines[_top + row]);
        }
    }

    private char[] Blank()
    {
        var line = new char[_columns];
        Array.Fill(line, ' ');
        return line;
    }
}
