using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Keys;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>A server does not start with keys that don't belong to its records, and never replaces lost ones.</summary>
public sealed class InstallationKeysTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_lost_signing_key_is_not_replaced(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.OpenSessionAsync();
        var key = KeyFile(host, SigningKey.FileName);
        File.Move(key, key + ".backup");

        var refusal = await Assert.ThrowsAsync<KeysUnavailableException>(host.RestartAsync);
        Assert.Contains(host.Get<ProctoringPaths>().Keys, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(key));

        File.Move(key + ".backup", key);
        await host.RestartAsync();
        Assert.Null(host.Get<KeyCanary>().Problem());
    }

    [Fact]
    public async Task A_lost_folder_of_keys_is_not_replaced()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.OpenSessionAsync();
        Directory.Delete(host.Get<ProctoringPaths>().Keys, recursive: true);

        await Assert.ThrowsAsync<KeysUnavailableException>(host.RestartAsync);

        Assert.Empty(Directory.GetFiles(host.Get<ProctoringPaths>().Keys));
    }

    [Fact]
    public async Task A_foreign_signing_key_is_refused()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.OpenSessionAsync();
        // Encrypted with the right key, but not the key for which the canary was written.
        await host.Get<SigningKey>().CreateAsync(TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<KeysUnavailableException>(host.RestartAsync);

        Assert.Contains("not the one that this installation has used", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_match_no_record_are_refused_even_if_their_canary_fits()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.OpenSessionAsync();
        await host.Get<SigningKey>().CreateAsync(TestContext.Current.CancellationToken);
        File.Delete(KeyFile(host, KeyCanary.FileName));

        var refusal = await Assert.ThrowsAsync<KeysUnavailableException>(host.RestartAsync);

        Assert.Contains("None of the records", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_of_an_earlier_version_gets_a_canary()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.OpenSessionAsync();
        File.Delete(KeyFile(host, KeyCanary.FileName));

        await host.RestartAsync();

        Assert.Null(host.Get<KeyCanary>().Problem());
        await using var db = host.OpenDatabase();
        // Adopted once and never again.
        Assert.False(await db.ChainLinks.AnyAsync(link => link.Kind == ChainContent.SessionAdopted, TestContext.Current.CancellationToken));
    }

    static string KeyFile(CoreHost host, string name) => Path.Combine(host.Get<ProctoringPaths>().Keys, name);
}
