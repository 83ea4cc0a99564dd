using System.Buffers;
using System.Text;

namespace ServeMulti.Cases;

/// <summary>The rules of one name in a path that hold on Windows, macOS and Linux alike.</summary>
internal static class PathSegment
{
    /// <summary>The most bytes of UTF-8 that a name may have.</summary>
    public const int MaxBytes = 255;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(c => (char)c),
        '\u007F',
        '<',
        '>',
        ':',
        '"',
        '/',
        '\\',
        '|',
        '?',
        '*',
    ]);

    // Windows gives these names to devices, whatever extension follows.
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        "COM0",
        "COM1",
        "COM2",
        "COM3",
        "COM4",
        "COM5",
        "COM6",
        "COM7",
        "COM8",
        "COM9",
        "COM\u00B9",
        "COM\u00B2",
        "COM\u00B3",
        "LPT0",
        "LPT1",
        "LPT2",
        "LPT3",
        "LPT4",
        "LPT5",
        "LPT6",
        "LPT7",
        "LPT8",
        "LPT9",
        "LPT\u00B9",
        "LPT\u00B2",
        "LPT\u00B3",
    };

    /// <summary>Returns whether a name is one valid segment of a path everywhere: a single folder or file, neither <c>.</c> nor
    /// <c>..</c>.</summary>
    public static bool IsValid(string name) =>
        name.Length > 0
        && !EndsBadly(name)
        && !name.AsSpan().ContainsAny(Forbidden)
        && !IsDevice(name)
        && IsUnicode(name)
        && CountBytes(name) <= MaxBytes;

    /// <summary>Returns a name in which what is not valid somewhere is replaced by <c>_</c>, and without dots and spaces at its
    /// end.</summary>
    public static string Clean(string name)
    {
        var trimmed = name.TrimEnd('.', ' ');
        var clean = IsUnicode(trimmed) && !trimmed.AsSpan().ContainsAny(Forbidden) ? trimmed : Replace(trimmed);
        return clean.Length == 0 || IsDevice(clean) ? "_" + clean : clean;
    }

    /// <summary>Returns the beginning of a name that takes at most so many bytes of UTF-8, cut between characters.</summary>
    public static string Cut(string name, int maxBytes)
    {
        if (name.Length <= maxBytes && CountBytes(name) <= maxBytes)
        {
            return name;
        }

        var bytes = 0;
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }

    /// <summary>Returns the number of bytes of UTF-8 that a name takes.</summary>
    public static int CountBytes(string name) => Encoding.UTF8.GetByteCount(name);

    private static bool EndsBadly(string name) => name[^1] is '.' or ' ';

    private static bool IsDevice(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = name.AsSpan(0, dot < 0 ? name.Length : dot).TrimEnd(' ');
        return stem.Length is >= 3 and <= 7 && Devices.Contains(stem.ToString());
    }

    private static string Replace(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || (rune.IsBmp && Forbidden.Contains((char)rune.Value)))
            {
                clean.Append('_');
            }
            else
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    private static bool IsUnicode(string name)
    {
        if (Ascii.IsValid(name))
        {
            return true;
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
