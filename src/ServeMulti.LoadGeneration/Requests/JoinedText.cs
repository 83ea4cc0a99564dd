using System.Text;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Text that is put together of parts: nearly always of one, which is not copied then.</summary>
internal struct JoinedText
{
    private string? _first;
    private StringBuilder? _all;

    public void Add(string? part)
    {
        if (_first is null)
        {
            _first = part;
        }
        else
        {
            _all = (_all ?? new(_first)).Append(part);
        }
    }

    /// <summary>Returns the text; empty if there is no part.</summary>
    public override readonly string ToString() => _all?.ToString() ?? _first ?? "";
}
