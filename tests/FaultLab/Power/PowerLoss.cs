using System.Security.Cryptography;
using System.Text;

namespace ServeMulti.FaultLab.Power;

/// <summary>What a loss of power can leave on a disk: of everything that was not flushed, any part.</summary>
internal sealed class PowerLoss
{
    private readonly PowerDisk _disk;
    private readonly List<DiskFolder> _folders = [];
    private readonly List<DiskFile> _files = [];
    private readonly List<int> _options = [];

    public PowerLoss(PowerDisk disk)
    {
        _disk = disk;
        Collect(disk.Root, []);
        _options.AddRange(_folders.SelectMany(folder => folder.Changes.Select(_ => 2)));
        _files.RemoveAll(file => file.ListOutcomes().Count == 1);
        _options.AddRange(_files.Select(file => file.ListOutcomes().Count));
    }

    /// <summary>Lists ways in which the disk can be left: all of them where there are no more than asked for; else nothing kept, everything,
    /// each change alone, everything but one, and random ones.</summary>
    public IEnumerable<IReadOnlyList<int>> ListChoices(int most, Random random)
    {
        var all = _options.Aggregate(1L, (product, options) => Math.Min(product * options, int.MaxValue));
        return all <= most
            ? Enumerable.Range(0, (int)all).Select(ToChoice)
            : ListSingle().Concat(Enumerable.Range(0, most).Select(_ => Draw(random))).Take(Math.Max(most, 2));
    }

    /// <summary>Returns the choice of an adversary: nothing that was not flushed is kept.</summary>
    public IReadOnlyList<int> KeepNothing() => [.. _options.Select(_ => 0)];

    /// <summary>Returns the choice of a disk that was flushed as a whole.</summary>
    public IReadOnlyList<int> KeepEverything() => [.. _options.Select(options => options - 1)];

    /// <summary>Draws a random choice; how much is kept is random too.</summary>
    public IReadOnlyList<int> Draw(Random random)
    {
        var share = random.NextDouble();
        return [.. _options.Select(options => random.NextDouble() < share ? 1 + random.Next(options - 1) : 0)];
    }

    /// <summary>Returns what is left: the content and time of each file; of a folder, nothing but its name with a slash behind it.</summary>
    public SortedDictionary<string, (byte[] Content, DateTime WrittenAt)> Leave(IReadOnlyList<int> choice)
    {
        var next = 0;
        var lost = _folders.SelectMany(folder => folder.Changes).Where(_ => choice[next++] == 0).ToHashSet();

        // A rename that no flush has torn apart is lost as a whole.
        lost.UnionWith(_disk.Moves.Where(move => lost.Contains(move.Addition)).Select(move => move.Removal));
        var names = new Dictionary<DiskFolder, Dictionary<string, DiskNode>>();
        foreach (var folder in _folders)
        {
            var left = names[folder] = new(folder.Flushed, StringComparer.Ordinal);
            foreach (var change in folder.Changes.Where(change => !lost.Contains(change)))
            {
                DiskFolder.Apply(left, change);
            }
        }

        foreach (var move in _disk.Moves.Where(move => lost.Contains(move.Removal) && names.ContainsKey(move.To)))
        {
            foreach (var name in move.Addition.Keys.Where(name => names[move.To].GetValueOrDefault(name) == move.Node).ToList())
            {
                names[move.To].Remove(name);
            }
        }

        var outcomes = _files.ToDictionary(file => file, file => file.ListOutcomes()[choice[next++]]);
        var content = new SortedDictionary<string, (byte[], DateTime)>(StringComparer.Ordinal);
        Add(_disk.Root, "");
        return content;

        void Add(DiskFolder folder, string path)
        {
            foreach (var (name, node) in names[folder])
            {
                if (node is DiskFolder inner)
                {
                    content.Add($"{path}{name}/", ([], default));
                    Add(inner, $"{path}{name}/");
                }
                else
                {
                    var file = (DiskFile)node;
                    content.Add(path + name, outcomes.TryGetValue(file, out var left) ? left : (file.Content, file.WrittenAt));
                }
            }
        }
    }

    /// <summary>Returns what is left as a hash, without times: two losses that leave the same are one.</summary>
    public string Fingerprint(IReadOnlyList<int> choice)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, (content, _)) in Leave(choice))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{content.Length}\0"));
            hash.AppendData(content);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private void Collect(DiskNode node, HashSet<DiskNode> seen)
    {
        if (!seen.Add(node))
        {
            return;
        }

        if (node is not DiskFolder folder)
        {
            _files.Add((DiskFile)node);
            return;
        }

        _folders.Add(folder);
        foreach (var inner in folder.Flushed.Values.Concat(folder.Changes.SelectMany(change => change.Values.OfType<DiskNode>())))
        {
            Collect(inner, seen);
        }
    }

    private IReadOnlyList<int> ToChoice(int number)
    {
        var choice = new int[_options.Count];
        for (var item = 0; item < choice.Length; number /= _options[item++])
        {
            choice[item] = number % _options[item];
        }

        return choice;
    }

    private IEnumerable<IReadOnlyList<int>> ListSingle()
    {
        int[] nothing = [.. KeepNothing()];
        int[] everything = [.. KeepEverything()];
        yield return nothing;
        yield return everything;
        for (var item = 0; item < _options.Count; item++)
        {
            foreach (var start in (int[][])[nothing, everything])
            {
                int[] choice = [.. start];
                choice[item] = _options[item] - 1 - start[item];
                yield return choice;
            }
        }
    }
}
