namespace ServeMulti.FaultLab.Power;

/// <summary>A file or a folder, whatever its names are.</summary>
internal abstract class DiskNode;

/// <summary>A file: what a reader sees, and what was flushed.</summary>
internal sealed class DiskFile : DiskNode
{
    public byte[] Content { get; private set; } = [];

    public DateTime WrittenAt { get; private set; }

    private (byte[] Content, DateTime WrittenAt) Flushed { get; set; } = ([], default);

    public void Write(byte[] content, DateTime writtenAt) => (Content, WrittenAt) = (content, writtenAt);

    public void Flush() => Flushed = (Content, WrittenAt);

    /// <summary>Lists what a loss of power can leave, from nothing that was not flushed to everything: of what was written behind the
    /// flushed content also a part, or room without content.</summary>
    public IReadOnlyList<(byte[] Content, DateTime WrittenAt)> ListOutcomes()
    {
        if (Content.AsSpan().SequenceEqual(Flushed.Content))
        {
            return [(Content, WrittenAt)];
        }

        var (kept, half) = (Flushed.Content, (Flushed.Content.Length + Content.Length) / 2);
        return Content.AsSpan().StartsWith(kept)
            ?
            [
                Flushed,
                (Content[..half], WrittenAt),
                ([.. kept, .. new byte[Content.Length - kept.Length]], WrittenAt),
                ([.. Content[..half], .. new byte[Content.Length - half]], WrittenAt),
                (Content, WrittenAt),
            ]
            :
            [
                Flushed,
                ([], WrittenAt),
                (Content[..(Content.Length / 2)], WrittenAt),
                (new byte[Content.Length], WrittenAt),
                (Content, WrittenAt),
            ];
    }
}

/// <summary>A folder: the names that a reader sees, those that were flushed, and what changed since, in order.</summary>
internal sealed class DiskFolder : DiskNode
{
    private readonly List<IReadOnlyDictionary<string, DiskNode?>> _changes = [];

    public Dictionary<string, DiskNode> Names { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DiskNode> Flushed { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Gets what changed since the flush. A change survives as a whole or not at all, and without those before it.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, DiskNode?>> Changes => _changes;

    /// <summary>Gives names to nodes; null: the name is free afterwards.</summary>
    /// <returns>The change.</returns>
    public IReadOnlyDictionary<string, DiskNode?> Change(params (string Name, DiskNode? Node)[] change)
    {
        var one = change.ToDictionary(part => part.Name, part => part.Node, StringComparer.Ordinal);
        _changes.Add(one);
        Apply(Names, one);
        return one;
    }

    public void Flush()
    {
        Flushed = new(Names, StringComparer.Ordinal);
        _changes.Clear();
    }

    public static void Apply(Dictionary<string, DiskNode> names, IReadOnlyDictionary<string, DiskNode?> change)
    {
        foreach (var (name, node) in change)
        {
            if (node is null)
            {
                names.Remove(name);
            }
            else
            {
                names[name] = node;
            }
        }
    }
}

/// <summary>A rename from one folder to another: the change in each.</summary>
internal sealed record DiskMove(
    DiskNode Node,
    DiskFolder From,
    IReadOnlyDictionary<string, DiskNode?> Removal,
    DiskFolder To,
    IReadOnlyDictionary<string, DiskNode?> Addition
);
