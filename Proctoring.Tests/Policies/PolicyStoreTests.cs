using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Policies;
using Proctoring.Core.Privacy;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Policies;

/// <summary>Policies that administrators store: versions, sessions that keep theirs, other servers, archived policies.</summary>
public sealed class PolicyStoreTests
{
    const string HoldFor = "Rules:face_not_detected:HoldFor";

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly StaffViewer Admin = StaffViewer.Console;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_change_is_a_new_version_and_a_session_keeps_its_own(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.Get<PolicyStore>().CopyAsync(Admin, "standard", "house", Cancellation);
        await NameAsync(host, "house");
        var first = await host.StartSessionAsync();

        var version = await ChangeAsync(host, 1, (HoldFor, "00:00:30"));
        var second = await host.OpenSessionAsync(student: "student-2");

        Assert.Equal(2, version);
        await host.ShowAsync(first, Scene.NoFace, 6);
        await host.StoredAsync(first);
        await using (var db = host.OpenDatabase())
        {
            Assert.Equal("house@1", (await db.Sessions.SingleAsync(row => row.Id == first.SessionId, Cancellation)).Policy);
            Assert.Equal("house@2", (await db.Sessions.SingleAsync(row => row.Id == second.SessionId, Cancellation)).Policy);
            Assert.Equal("face_not_detected", (await db.Violations.SingleAsync(Cancellation)).Type);
            var entries = await db.AuditEntries.OrderBy(entry => entry.Id).ToListAsync(Cancellation);
            Assert.Equal(
                [("policy_created", "console"), ("policy_changed", "console")],
                entries.Select(entry => (entry.Action, entry.ActorName))
            );
        }

        var detail = (await host.Get<PolicyReader>().FindAsync(Admin, "house", Cancellation))!;
        Assert.Equal([(2, 1), (1, 1)], detail.Versions.Select(row => (row.Version, row.Sessions)));
        Assert.Equal([new SettingChange(HoldFor, "00:00:03", "00:00:30")], detail.Versions[0].Changes);
        Assert.Equal("A change", detail.Versions[0].Note);
        var row = (await host.Get<PolicyReader>().ListAsync(Admin, false, Cancellation)).Single(row => row.Policy.Name == "house");
        Assert.Equal((PolicySource.Stored, 1, 2, 2), (row.Source, row.Exams, row.Sessions, row.Newest!.Version));

        // A server that starts without a list of the policies reads the version of a session that it takes over.
        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(3), Hold(host, "house@1"));
        Assert.Equal(TimeSpan.FromSeconds(30), Hold(host, "house"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_on_another_server_gets_the_newest_version_without_a_restart(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (other, reader) = (host.Get<PolicyStore>(), host.Get<PolicyReader>());
        await other.CopyAsync(Admin, "strict", "house", Cancellation);
        await NameAsync(host, "house");
        await host.RestartAsync();
        var settings = await SettingsAsync(reader, (HoldFor, "00:00:10"));

        // The first process stores it; the second one, which opens the session, has been running before.
        await other.SaveAsync(Admin, "house", 1, settings, null, Cancellation);
        Assert.Null(host.Get<RuleCatalog>().FindPolicy("house@2"));
        await host.OpenSessionAsync();

        await using var db = host.OpenDatabase();
        Assert.Equal("house@2", (await db.Sessions.SingleAsync(Cancellation)).Policy);
        Assert.Equal(TimeSpan.FromSeconds(10), Hold(host, "house"));
    }

    /// <summary>A transaction that waits for another connection is idle, and 100 of them would wait for each other.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_start_reads_a_policy_that_this_server_does_not_know_before_its_transaction(DatabaseKind kind)
    {
        TransactionWatch watch = new();
        await using var host = await CoreHost.CreateAsync(kind, services => services.AddSingleton<IInterceptor>(watch = new()));
        await host.Get<PolicyStore>().CopyAsync(Admin, "standard", "house", Cancellation);
        await NameAsync(host, "house");
        var access = await host.OpenSessionAsync();
        await host.CrashAndRestartAsync(TimeSpan.Zero);
        Assert.Null(host.Get<RuleCatalog>().FindPolicy("house@1"));

        Assert.NotNull(await host.Get<SessionOpener>().StartAsync(access, Cancellation));

        Assert.Equal("house@1", host.Get<RuleCatalog>().FindPolicy("house@1")?.Reference);
        Assert.True(watch.Transactions > 0);
        Assert.DoesNotContain(watch.OtherQueries, text => text.Contains("PolicyVersions", StringComparison.Ordinal));
    }

    /// <summary>A page must not have the number of one version and the settings of another: its change would undo the other.</summary>
    [Fact]
    public async Task A_version_that_is_stored_while_a_page_reads_is_not_lost()
    {
        await using var host = await CoreHost.CreateAsync();
        var (store, reader) = (host.Get<PolicyStore>(), host.Get<PolicyReader>());
        await store.CopyAsync(Admin, "standard", "house", Cancellation);
        var stored = await SettingsAsync(reader, (HoldFor, "00:00:30"));
        // Between the two queries of the page, another server stores a version.
        host.Databases.HoldNext().SetResult();
        var hold = host.Databases.HoldNext();

        var reading = reader.FindAsync(Admin, "house", Cancellation);
        Assert.False(reading.IsCompleted);
        await using (var db = host.OpenDatabase())
        {
            db.Add(
                new PolicyVersion
                {
                    Name = "house",
                    Version = 2,
                    Settings = JsonSerializer.Serialize(stored),
                    SavedAt = host.Now,
                    SavedBy = "another server",
                }
            );
            await db.SaveChangesAsync(Cancellation);
        }

        hold.SetResult();
        var page = (await reading)!;

        Assert.Equal(page.Version, page.Policy.Stored!.Version);
        var settings = page.Settings.ToDictionary();
        settings["BlindReview"] = "true";
        var refused = await RefusedAsync(() => store.SaveAsync(Admin, "house", page.Version, settings, null, Cancellation));
        Assert.Equal("version", refused.Field);
    }

    [Fact]
    public async Task A_mistake_names_its_field_and_stores_nothing()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.Get<PolicyStore>().CopyAsync(Admin, "standard", "house", Cancellation);

        var refusal = await Assert.ThrowsAsync<PolicyRefusedException>(() =>
            ChangeAsync(
                host,
                1,
                (HoldFor, "soon"),
                ("Rules:head_pose:MostUp", "5"),
                ("Rules:camera_lost:Silence", "00:00:03"),
                ("Weights:tab_switch", "101"),
                ("CommentWithin", ""),
                ("Retention:PictureDays", "-1")
            )
        );

        Assert.Equal(
            [
                "CommentWithin",
                "Retention:PictureDays",
                "Rules:camera_lost:Silence",
                HoldFor,
                "Rules:head_pose:MostUp",
                "Weights:tab_switch",
            ],
            refusal.Mistakes.Select(mistake => mistake.Field).Order(StringComparer.Ordinal)
        );
        Assert.Equal("settings", (await RefusedAsync(() => ChangeAsync(host, 1))).Field);
        Assert.Equal("version", (await RefusedAsync(() => ChangeAsync(host, 2, (HoldFor, "00:00:05")))).Field);
        foreach (var name in new[] { "house", "standard", "House", "a b", "", "a@1", new string('a', 51) })
            Assert.Equal(
                "name",
                (await RefusedAsync(() => host.Get<PolicyStore>().CopyAsync(Admin, "standard", name, Cancellation))).Field
            );
        await using var db = host.OpenDatabase();
        Assert.Equal(1, (await db.PolicyVersions.SingleAsync(Cancellation)).Version);
        var reviewer = new StaffViewer(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);
        Assert.Empty(await host.Get<PolicyReader>().ListAsync(reviewer, false, Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            host.Get<PolicyStore>().SetArchivedAsync(reviewer, "house", 1, true, Cancellation)
        );
    }

    [Fact]
    public async Task An_archived_policy_is_not_offered_and_stays_with_exams_and_sessions_that_have_it()
    {
        await using var host = await CoreHost.CreateAsync();
        var store = host.Get<PolicyStore>();
        await store.CopyAsync(Admin, "strict", "house", Cancellation);
        await NameAsync(host, "house");
        await host.OpenSessionAsync();

        var used = await RefusedAsync(() => store.SetArchivedAsync(Admin, "house", 1, true, Cancellation));
        Assert.Contains("Choose another policy", used.Message, StringComparison.Ordinal);
        await NameAsync(host, "standard");
        await store.SetArchivedAsync(Admin, "house", 1, true, Cancellation);

        Assert.Null(host.Get<RuleCatalog>().FindOffered("house"));
        Assert.NotNull(host.Get<RuleCatalog>().FindPolicy("house@1"));
        await NameAsync(host, "house");
        // The exam's candidates are not locked out.
        await host.OpenSessionAsync(student: "student-2");
        var chosen = new SessionRequest
        {
            StudentId = "student-3",
            ExamSlug = DemoExam.Slug,
            Proctored = false,
            Policy = "house",
        };
        var refused = await Assert.ThrowsAnyAsync<ValidationException>(() => host.Get<SessionOpener>().OpenAsync(chosen, Cancellation));
        Assert.StartsWith("policy: there is no policy \"house\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal("house", Assert.Single(await host.Get<PolicyReader>().ListAsync(Admin, true, Cancellation)).Policy.Name);

        await store.SetArchivedAsync(Admin, "house", 2, false, Cancellation);
        await host.Get<SessionOpener>().OpenAsync(chosen, Cancellation);
    }

    /// <summary>The candidate was promised the period of the version.</summary>
    [Fact]
    public async Task Each_version_has_its_own_periods()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Retention:PictureDays", "9"));
        await host.Get<PolicyStore>().CopyAsync(Admin, "standard", "house", Cancellation);
        await ChangeAsync(host, 1, ("Retention:PictureDays", "5"));
        await ChangeAsync(host, 2, ("Retention:PictureDays", "0"));

        var rules = host.Get<RetentionPlan>().Rules.Where(rule => rule.Type == RetentionType.Pictures).ToList();

        Assert.Equal([("house@2", 5), (null, 9)], rules.Select(rule => (rule.Policy, rule.Days)));
        Assert.Equal(["house@2", "house@3"], rules[1].Except);
    }

    [Fact]
    public async Task A_policy_of_the_settings_file_wins_over_a_stored_one_of_the_same_name()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.Get<PolicyStore>().CopyAsync(Admin, "strict", "house", Cancellation);
        var stored = (await host.Get<PolicyReader>().FindAsync(Admin, "house", Cancellation))!.Policy.Stored!;
        var catalog = RuleCatalog.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("Proctoring:Policies:house:Patience", "3")])
                .Build()
        );

        Assert.Contains("Proctoring:Policies:house", Assert.Single(catalog.Take([stored])), StringComparison.Ordinal);

        Assert.Equal(TimeSpan.FromSeconds(9), HoldOf(catalog, "house"));
        Assert.Equal(TimeSpan.FromSeconds(1.8), HoldOf(catalog, "house@1"));
    }

    static TimeSpan Hold(CoreHost host, string policy) => HoldOf(host.Get<RuleCatalog>(), policy);

    static TimeSpan HoldOf(RuleCatalog catalog, string policy) =>
        catalog.FindPolicy(policy)!.Rules.Single(rule => rule.Kind.Id == "face_not_detected").HoldFor;

    static async Task NameAsync(CoreHost host, string policy)
    {
        await using var db = host.OpenDatabase();
        (await db.Exams.SingleAsync(exam => exam.Slug == DemoExam.Slug, Cancellation)).Policy = policy;
        await db.SaveChangesAsync(Cancellation);
    }

    static async Task<int> ChangeAsync(CoreHost host, int basedOn, params (string Key, string Value)[] changes) =>
        await host.Get<PolicyStore>()
            .SaveAsync(Admin, "house", basedOn, await SettingsAsync(host.Get<PolicyReader>(), changes), "A change", Cancellation);

    static async Task<Dictionary<string, string>> SettingsAsync(PolicyReader reader, params (string Key, string Value)[] changes)
    {
        var settings = (await reader.FindAsync(Admin, "house", Cancellation))!.Settings.ToDictionary();
        foreach (var (key, value) in changes)
            settings[key] = value;
        return settings;
    }

    static async Task<PolicyMistake> RefusedAsync(Func<Task> act) =>
        Assert.Single((await Assert.ThrowsAsync<PolicyRefusedException>(act)).Mistakes);
}
