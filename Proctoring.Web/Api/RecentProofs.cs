using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Proctoring.Web.Api;

/// <summary>
/// Remembers the hashes of keys and tokens that were right a short while ago. A flood of wrong ones from the same network address then
/// cannot keep these callers from being looked up.
/// </summary>
internal sealed class RecentProofs : IDisposable
{
    const int Most = 20_000;

    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = Most });

    public bool Contains(string proof) => recent.TryGetValue(HashOf(proof), out _);

    public void Add(string proof) =>
        recent.Set(HashOf(proof), true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });

    public void Dispose() => recent.Dispose();

    static string HashOf(string proof) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(proof)));
}
