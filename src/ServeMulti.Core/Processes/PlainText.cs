using System.Text;

namespace ServeMulti.Processes;

/// <summary>Takes what is meant for a terminal out of a line: colours, cursor movements and other control characters, which do harm in a
/// message.</summary>
internal static class PlainText
{
    private const char Escape = '\u001b';
    private const char Bell = '\a';

    public static string Of(string line)
    {
        var start = FindControl(line, 0);
        if (start == line.Length)
        {
            return line;
        }

        var plain = new StringBuilder(line, 0, start, line.Length);
        for (var index = start; index < line.Length; )
        {
            if (line[index] == Escape)
            {
                index = FindSequenceEnd(line, index + 1);
            }
            else if (char.IsControl(line[index]) && line[index] != '\t')
            {
                index++;
            }
            else
            {
                var end = FindControl(line, index + 1);
                plain.Append(line, index, end - index);
                index = end;
            }
        }

        return plain.ToString();
    }

    private static int FindControl(string line, int from)
    {
        while (from < line.Length && (!char.IsControl(line[from]) || line[from] == '\t'))
        {
            from++;
        }

        return from;
    }

    /// <summary>Finds where an escape sequence (ECMA-48) ends that begins before this index.</summary>
    private static int FindSequenceEnd(string line, int from)
    {
        if (from == line.Length)
        {
            return from;
        }

        return line[from] switch
        {
            '[' => FindFinal(line, from + 1, '\u0040', '\u007e'),
            ']' or 'P' or '^' or '_' => FindStringEnd(line, from + 1),
            >= '\u0020' and <= '\u002f' => FindFinal(line, from + 1, '\u0030', '\u007e'),
            _ => from + 1,
        };
    }

    private static int FindFinal(string line, int from, char first, char last)
    {
        while (from < line.Length && !(line[from] >= first && line[from] <= last))
        {
            from++;
        }

        return Math.Min(from + 1, line.Length);
    }

    /// <summary>Finds the end of a command string, such as a window title: a bell, or an escape with a backslash. A line without either is
    /// lost from here on, as in a terminal.</summary>
    private static int FindStringEnd(string line, int from)
    {
        while (from < line.Length && line[from] is not (Bell or Escape))
        {
            from++;
        }

        return Math.Min(from + (from < line.Length && line[from] == Escape ? 2 : 1), line.Length);
    }
}
