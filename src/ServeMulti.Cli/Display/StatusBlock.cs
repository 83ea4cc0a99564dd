using System.Text;

namespace ServeMulti.Cli.Display;

/// <summary>A few lines at the end of a terminal that are replaced in place. Other lines go above them and stay.</summary>
/// <remarks>
/// The cursor rests at the beginning of the block, and everything is one write: what the terminal itself prints there, such as the
/// <c>^C</c> of a key, is gone with the next picture, and whatever ends this program leaves no line torn. The cursor is never hidden, and
/// no colour outlives its text, so there is nothing to restore. Not thread-safe.
/// </remarks>
internal sealed class StatusBlock
{
    private const string Save = "\u001b7";
    private const string Restore = "\u001b8";
    private const string EraseBelow = "\r\u001b[J";

    private readonly TextWriter _writer;
    private readonly Func<TerminalSize> _size;
    private TerminalSize? _drawnAt;

    /// <param name="writer">The terminal.</param>
    /// <param name="size">Returns its size, which may change at any time.</param>
    public StatusBlock(TextWriter writer, Func<TerminalSize> size) => (_writer, _size) = (writer, size);

    /// <summary>Gets how many columns a line may have. A full one would move the cursor.</summary>
    public int Width => Math.Max(8, _size().Columns - 1);

    /// <summary>Puts lines above the block, and replaces the block.</summary>
    /// <param name="above">Lines that stay.</param>
    /// <param name="block">The lines of the block, the most important last: if not all fit, the first are left out.</param>
    public void Write(IEnumerable<string> above, IReadOnlyList<string> block)
    {
        var size = _size();
        var text = new StringBuilder(Home(size));
        foreach (var line in above)
        {
            text.Append(line).Append(Environment.NewLine);
        }

        string[] shown = [.. block.TakeLast(Math.Max(1, size.Rows - 1))];
        text.AppendJoin(Environment.NewLine, shown).Append('\r');
        if (shown.Length > 1)
        {
            text.Append("\u001b[").Append(shown.Length - 1).Append('A');
        }

        _drawnAt = size;
        Send(text.Append(Save));
    }

    /// <summary>Writes lines without a block.</summary>
    public void WriteLines(IEnumerable<string> lines) =>
        Send(new StringBuilder().AppendJoin("", lines.Select(line => line + Environment.NewLine)));

    /// <summary>Removes the block.</summary>
    public void Clear()
    {
        if (_drawnAt is not null)
        {
            Send(new StringBuilder(Home(_size())));
            _drawnAt = null;
        }
    }

    /// <summary>Forgets the block: other programs have written to the terminal since.</summary>
    public void Leave() => _drawnAt = null;

    /// <summary>Returns to the beginning of the block. Where the size has changed, the terminal has moved the lines and the cursor with
    /// them, but not the position that it saved.</summary>
    private string Home(TerminalSize size) => (size == _drawnAt ? Restore : "") + EraseBelow;

    private void Send(StringBuilder text)
    {
        _writer.Write(text.ToString());
        _writer.Flush();
    }
}
