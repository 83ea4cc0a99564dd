using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>Returns whether environment variables, and what is hidden in commands, changed without keeping a value: names, with a hash
/// under a random key of the
/// experiment's own.</summary>
internal sealed class EnvironmentFingerprint
{
    private const int KeyBytes = 32;
    private const int IdentityBytes = 16;

    private readonly byte[] _key;
    private readonly SortedDictionary<string, string> _hashes;

    private EnvironmentFingerprint(byte[] key, SortedDictionary<string, string> hashes)
    {
        _key = key;
        _hashes = hashes;
    }

    /// <summary>Gets the fingerprint of nothing, which gives nothing away.</summary>
    public static EnvironmentFingerprint None { get; } = new(new byte[KeyBytes], new(StringComparer.Ordinal));

    public static EnvironmentFingerprint Create(IReadOnlyDictionary<string, string?> environment) =>
        Create(environment, RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Gets what the random key makes of the experiment: an identity that copies share, and that does not reveal the key. Null where there is
    /// no key.</summary>
    public string? Identity =>
        Array.TrueForAll(_key, one => one == 0) ? null : Convert.ToHexString(SHA256.HashData(_key)[..IdentityBytes]).ToLowerInvariant();

    public IEnumerable<string> Names => _hashes.Keys;

    /// <summary>Makes the fingerprint of another environment under the same key.</summary>
    public EnvironmentFingerprint With(IReadOnlyDictionary<string, string?> environment) => Create(environment, _key);

    /// <summary>Lists what differs in an environment, names only, in order.</summary>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, string?> environment)
    {
        var other = With(environment);
        return
        [
            .. _hashes
                .Keys.Union(other._hashes.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Where(name => _hashes.GetValueOrDefault(name) != other._hashes.GetValueOrDefault(name))
                .Select(name =>
                    $"{(name.StartsWith(Experiment.HiddenValues, StringComparison.Ordinal) ? "" : "environment ")}{name} {(!_hashes.ContainsKey(name) ? "was added" : !other._hashes.ContainsKey(name) ? "was removed" : "changed")}"
                ),
        ];
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBase64String("key", _key);
        writer.WriteStartObject("hashes");
        foreach (var (name, hash) in _hashes)
        {
            writer.WriteString(name, hash);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static EnvironmentFingerprint Read(JsonElement element)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var hash in element.GetProperty("hashes").EnumerateObject())
        {
            hashes[hash.Name] = hash.Value.GetString()!;
        }

        return new EnvironmentFingerprint(element.GetProperty("key").GetBytesFromBase64(), hashes);
    }

    private static EnvironmentFingerprint Create(IReadOnlyDictionary<string, string?> environment, byte[] key)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment)
        {
            // No value has a NUL: a variable that is taken away has a text that none with a value has.
            var text = value is null ? name : $"{name}\0{value}";
            hashes[name] = Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
        }

        return new EnvironmentFingerprint(key, hashes);
    }
}
