using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>API keys: shown once, stored as a hash, with an audit log, on each database.</summary>
public sealed class ApiKeyStoreTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_key_is_found_until_it_is_revoked_or_expires(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<ApiKeyStore>();

        var (key, secret) = await store.CreateAsync(" jobgenie ", [ApiScopes.Exams, ApiScopes.Results], null, StaffViewer.Console, default);
        var (_, brief) = await store.CreateAsync("brief", [ApiScopes.Exams], host.Now.AddDays(1), StaffViewer.Console, default);

        Assert.Equal(("jobgenie", "exams results"), (key.Name, key.Scopes));
        Assert.StartsWith(key.Prefix, secret, StringComparison.Ordinal);
        Assert.Equal(key.Id, (await store.FindAsync(secret, default))!.Id);
        Assert.NotNull(await store.FindAsync(brief, default));
        Assert.Null(await store.FindAsync(secret[..^1], default));
        Assert.Null(await store.FindAsync("", default));
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await store.FindAsync(brief, default));
        Assert.True(await store.RevokeAsync("jobgenie", StaffViewer.Console, default));
        Assert.False(await store.RevokeAsync("jobgenie", StaffViewer.Console, default));
        Assert.Null(await store.FindAsync(secret, default));

        await using var db = host.OpenDatabase();
        Assert.Equal(
            ["api_key_created", "api_key_created", "api_key_revoked"],
            await db
                .AuditEntries.OrderBy(entry => entry.Id)
                .Select(entry => entry.Action)
                .ToListAsync(TestContext.Current.CancellationToken)
        );
        var stored = await db.ApiKeys.SingleAsync(row => row.Name == "jobgenie", TestContext.Current.CancellationToken);
        Assert.NotNull(stored.LastUsedAt);
        Assert.DoesNotContain(secret[4..], string.Join(' ', stored.Hash, stored.Prefix), StringComparison.Ordinal);
        Assert.Equal(["brief", "jobgenie"], (await store.ListAsync(default)).Select(row => row.Name));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_several_administrators_at_the_same_moment_one_revokes_a_key(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var ring = host.Get<ApiKeyStore>();
        await ring.CreateAsync("jobgenie", [ApiScopes.Exams], null, StaffViewer.Console, default);

        var revoked = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => ring.RevokeAsync("jobgenie", StaffViewer.Console, default)))
        );

        Assert.Single(revoked, one => one);
        await using var db = host.OpenDatabase();
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(1, await db.AuditEntries.CountAsync(entry => entry.Action == "api_key_revoked", cancellation));
    }

    [Theory]
    [InlineData("", "exams", 1, "name is required")]
    [InlineData("taken", "exams", 1, "name: there is already a key \"taken\"")]
    [InlineData("n", "", 1, "scopes requires at least one of students, exams, results, all_exams")]
    [InlineData("n", "everything", 1, "scopes: \"everything\" is not one of students, exams, results, all_exams")]
    [InlineData("n", "exams", -1, "expires must be in the future")]
    public async Task An_invalid_new_key_is_refused_with_the_reason(string name, string scopes, int days, string words)
    {
        await using var host = await CoreHost.CreateAsync();
        var store = host.Get<ApiKeyStore>();
        await store.CreateAsync("taken", ApiScopes.Usual, null, StaffViewer.Console, default);

        var mistake = await Assert.ThrowsAnyAsync<ValidationException>(() =>
            store.CreateAsync(name, ApiScopes.Split(scopes), host.Now.AddDays(days), StaffViewer.Console, default)
        );

        Assert.StartsWith(words, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verb_reads_its_options()
    {
        var now = new DateTime(2026, 11, 25, 10, 0, 0, DateTimeKind.Utc);

        var usual = KeyOptions.Read([], now)!;
        Assert.Equal((ApiScopes.Usual, null, null, ApiKeyLimits.None), (usual.Scopes, usual.Expires, usual.SameAs, usual.Limits));
        var some = KeyOptions.Read(["--scopes", "results, exams", "--test", "--expires", "90d", "--calls-per-minute", "60"], now)!;
        Assert.Equal(["exams", "results"], some.Scopes);
        Assert.Equal((now.AddDays(90), true, 60), (some.Expires!.Value, some.Limits.IsTest, some.Limits.CallsPerMinute!.Value));
        Assert.Equal(
            ["https://a.example", "https://b.example"],
            KeyOptions.Read(["--origins", "https://a.example, https://b.example"], now)!.Limits.Origins
        );
        Assert.Equal(new DateTime(2027, 12, 31, 0, 0, 0, DateTimeKind.Utc), KeyOptions.Read(["--expires", "2027-12-31"], now)!.Expires);
        foreach (
            var wrong in new string[][]
            {
                ["--expires"],
                ["--expires", "soon"],
                ["--expires", "-1d"],
                ["--until", "90d"],
                ["exams"],
                ["--calls-per-minute", "many"],
            }
        )
            Assert.Null(KeyOptions.Read(wrong, now));
    }
}
