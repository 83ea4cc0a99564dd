namespace ServeMulti.FaultLab.Damage;

/// <summary>One way in which something else damages the file of a finished run.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Make">Makes the damaged content from the good one and that of another run; null: the file is removed.</param>
internal sealed record RunDamage(string Name, Func<byte[], byte[], byte[]?> Make)
{
    /// <summary>Gets whether the file keeps its time, as a failing disk does it: only reading the file shows the damage.</summary>
    public bool KeepsTime { get; init; }

    /// <summary>Gets whether a folder is put in the place of the file.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Gets whether the file is gone: its run is executed again, which need not be reported.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>Gets whether the content stays what it was.</summary>
    public bool IsHarmless { get; init; }

    public static IReadOnlyList<RunDamage> All { get; } =
    [
        new("empty", (_, _) => []),
        new("torn", (good, _) => good[..(good.Length / 2)]),
        new("one byte short", (good, _) => good[..^1]),
        new("one byte more", (good, _) => [.. good, (byte)'\n']),
        new("one bit", (good, _) => WithBit(good)),
        new("one bit, time kept", (good, _) => WithBit(good)) { KeepsTime = true },
        new("another digit", (good, _) => WithDigit(good)),
        new("another digit, time kept", (good, _) => WithDigit(good)) { KeepsTime = true },
        new("zeros of the same size", (good, _) => new byte[good.Length]),
        new("of another run", (_, other) => other),
        new("an empty object", (_, _) => "{}"u8.ToArray()),
        new("a folder", (_, _) => []) { IsFolder = true },
        new("removed", (_, _) => null) { IsRemoval = true },
        new("time alone", (good, _) => good) { IsHarmless = true },
    ];

    public void Do(string path, string otherPath)
    {
        var content = Make(File.ReadAllBytes(path), File.ReadAllBytes(otherPath));
        var writtenAt = File.GetLastWriteTimeUtc(path);
        File.Delete(path);
        if (IsFolder)
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(path).FullName, "inside"), "kept");
        }
        else if (content is not null)
        {
            File.WriteAllBytes(path, content);
            File.SetLastWriteTimeUtc(path, KeepsTime ? writtenAt : writtenAt.AddSeconds(1));
        }
    }

    public override string ToString() => Name;

    /// <summary>Changes one bit in the middle.</summary>
    private static byte[] WithBit(byte[] good)
    {
        var damaged = good.ToArray();
        damaged[damaged.Length / 2] ^= 1;
        return damaged;
    }

    /// <summary>Changes the first digit, so that the file still is an object of numbers.</summary>
    private static byte[] WithDigit(byte[] good)
    {
        var damaged = good.ToArray();
        var place = Array.FindIndex(damaged, value => value is >= (byte)'1' and <= (byte)'8');
        damaged[place]++;
        return damaged;
    }
}
