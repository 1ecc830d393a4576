using System.Text;
using Proctoring.Core.Storage.Record;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>What each store of evidence that servers can share must do.</summary>
internal static class EvidenceStoreContract
{
    /// <param name="store">An empty store, or one in which the folders "session" and "other" are not used.</param>
    /// <param name="raw">Reads what the store holds under a key, without its own code.</param>
    /// <param name="damage">Changes a byte of it.</param>
    public static async Task HoldsAsync(IEvidenceStore store, Func<string, Task<byte[]>> raw, Func<string, Task> damage)
    {
        var picture = Encoding.ASCII.GetBytes("a picture of a face, in plain bytes");

        await store.PutAsync("session/first", "before"u8.ToArray(), default);
        await store.PutAsync("session/first", picture, default);
        await store.PutAsync("other/second", "second"u8.ToArray(), default);
        Assert.Equal(picture, await store.GetAsync("session/first", default));
        Assert.Null(await store.GetAsync("session/none", default));
        Assert.Equal(["session/first"], await store.KeysAsync("session", default));
        Assert.Empty(await store.KeysAsync("sess", default));
        await store.PutAsync("session-2/third", "third"u8.ToArray(), default);
        await store.PutAsync("session/inner/deep", "deep"u8.ToArray(), default);
        await store.PutAsync("none", "in no folder"u8.ToArray(), default);
        var many = await store.KeysOfManyAsync(["session", "none", "session-2", "sess"], default);
        Assert.Equal(["session-2/third", "session/first"], many.Order(StringComparer.Ordinal));
        Assert.Empty(await store.KeysOfManyAsync([], default));
        var all = await store.AllAsync(default).Where(folder => folder.Keys.Any()).ToListAsync(default);
        Assert.Equal(
            ["other: other/second", "session-2: session-2/third", "session: session/first"],
            all.Where(folder => folder.Name.StartsWith("session", StringComparison.Ordinal) || folder.Name == "other")
                .Select(folder => $"{folder.Name}: {string.Join(' ', folder.Keys)}")
                .Order(StringComparer.Ordinal)
        );
        foreach (var key in new[] { "session-2/third", "session/inner/deep", "none" })
            await store.DeleteAsync(key, default);
        var bytes = await raw("session/first");
        Assert.Equal(-1, bytes.AsSpan().IndexOf(picture.AsSpan(0, 16)));
        Assert.Equal(bytes.Length, await store.SizeAsync("session", default));

        await store.MoveAsync("session/first", "other/second", default);
        Assert.Equal(picture, await store.GetAsync("other/second", default));
        Assert.Null(await store.GetAsync("session/first", default));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.MoveAsync("session/first", "other/second", default));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync("../secrets", default));

        await store.PutAsync("session/fourth", "fourth"u8.ToArray(), default);
        await damage("other/second");
        var contents = await store.GetManyAsync(["session/fourth", "other/second", "session/none"], default);
        Assert.Equal(["other/second", "session/fourth"], contents.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("fourth"u8.ToArray(), contents["session/fourth"]);
        Assert.Null(contents["other/second"]);
        Assert.Empty(await store.GetManyAsync([], default));
        await store.DeleteAsync("session/fourth", default);
        await Assert.ThrowsAsync<EvidenceDamagedException>(() => store.GetAsync("other/second", default));
        await store.DeleteAsync("other/second", default);
        Assert.Null(await store.GetAsync("other/second", default));
        await store.DeleteAsync("other/second", default);
    }
}
