using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Staff;

/// <summary>The audit log is searched in the database, shows viewers only the entries that they may see, and never changes.</summary>
public sealed class AuditLogTests
{
    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], "10.0.0.1");
    static readonly string[] Projects = ["Proctoring.Core", "Proctoring.Web"];
    static readonly StaffViewer Auditor = new(Guid.NewGuid(), "Audrey", [StaffRoles.Auditor], "10.0.0.2");

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task It_is_filtered_ordered_and_paged(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using (var database = host.OpenDatabase())
        {
            for (var number = 0; number < 30; number++)
                database.Audit(
                    number % 2 == 0 ? Chief : Auditor,
                    number % 3 == 0 ? "signed_in" : "flag_dismissed",
                    $"thing {number}",
                    host.Now.AddMinutes(number),
                    reason: number == 7 ? "100% sure_" : null
                );
            await database.SaveChangesAsync();
        }

        var trail = host.Get<AuditLog>();
        var all = await trail.SearchAsync(Chief, new AuditFilter(), 0, 10, default);
        Assert.Equal((30, 10, "thing 29"), (all.Total, all.Entries.Count, all.Entries[0].Subject));
        Assert.Equal("thing 9", (await trail.SearchAsync(Chief, new AuditFilter(), 20, 10, default)).Entries[0].Subject);
        Assert.Equal("thing 0", (await trail.SearchAsync(Chief, new AuditFilter(OldestFirst: true), 0, 10, default)).Entries[0].Subject);
        Assert.Equal(10, (await trail.SearchAsync(Chief, new AuditFilter(Action: "signed_in"), 0, 10, default)).Total);
        Assert.Equal(15, (await trail.SearchAsync(Chief, new AuditFilter(Text: "AUDREY"), 0, 10, default)).Total);
        // The wildcards of LIKE are ordinary characters here.
        Assert.Equal(
            "thing 7",
            Assert.Single((await trail.SearchAsync(Chief, new AuditFilter(Text: "100% SURE_"), 0, 10, default)).Entries).Subject
        );
        Assert.Equal(0, (await trail.SearchAsync(Chief, new AuditFilter(Text: "1%sure"), 0, 10, default)).Total);
        Assert.Equal(
            5,
            (
                await trail.SearchAsync(
                    Chief,
                    new AuditFilter(From: host.Now.AddMinutes(10), Until: host.Now.AddMinutes(15)),
                    0,
                    10,
                    default
                )
            ).Total
        );
        Assert.Equal(
            AuditLog.LargestPage,
            Math.Max(AuditLog.LargestPage, (await trail.SearchAsync(Chief, new AuditFilter(), 0, int.MaxValue, default)).Entries.Count)
        );
        Assert.Equal(["flag_dismissed", "signed_in"], await trail.ActionsAsync(Chief, default));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Entries_name_exam_and_student_and_are_found_by_both(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var (ada, bob) = (await db.SitAsync("a-1", name: "Ada Lovelace"), await db.SitAsync("b-2", exam: "Biology", name: "Bob"));
        foreach (var session in new[] { ada, bob })
            db.Audit(Chief, "session_viewed", "the session", host.Now, session.Id);
        db.Audit(Chief, "signed_in", "account", host.Now);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var log = host.Get<AuditLog>();

        foreach (var (text, found) in new[] { ("lovelace", ada), ("A-1", ada), ("biolo", bob) })
        {
            var page = await log.SearchAsync(Chief, new AuditFilter(Text: text), 0, 10, default);
            Assert.Equal(found.Id, Assert.Single(page.Entries).SessionId);
            Assert.Equal(found.ExamName, page.Sessions[found.Id].ExamName);
        }

        Assert.Equal(
            (3, 2),
            (await log.SearchAsync(Chief, new AuditFilter(), 0, 10, default) is var all ? (all.Total, all.Sessions.Count) : default)
        );
        Assert.Equal("Ada Lovelace", all.Sessions[ada.Id].StudentName);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Entries_about_a_session_are_visible_to_staff_who_may_see_the_session(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var session = await host.OpenSessionAsync(proctored: false);
        await using (var database = host.OpenDatabase())
        {
            var named = new StaffUser
            {
                Id = Guid.NewGuid(),
                Name = "Named",
                UserName = "n@example.org",
                NormalizedUserName = "N@EXAMPLE.ORG",
            };
            database.Add(named);
            database.ExamReviewers.Add(new ExamReviewer { ExamName = (await database.Sessions.SingleAsync()).ExamName, UserId = named.Id });
            database.Audit(Chief, "session_ended", "a session", host.Now, session.SessionId);
            database.Audit(Chief, "signed_in", "account Chief", host.Now);
            await database.SaveChangesAsync();
            var trail = host.Get<AuditLog>();

            Assert.Equal(2, (await trail.SearchAsync(Chief, new AuditFilter(), 0, 10, default)).Total);
            Assert.Equal("signed_in", Assert.Single((await trail.SearchAsync(Auditor, new AuditFilter(), 0, 10, default)).Entries).Action);
            Assert.Equal(2, (await trail.SearchAsync(Auditor with { UserId = named.Id }, new AuditFilter(), 0, 10, default)).Total);
            Assert.Equal(
                0,
                (await trail.SearchAsync(Auditor with { Roles = [StaffRoles.Reviewer] }, new AuditFilter(), 0, 10, default)).Total
            );
        }
    }

    [Fact]
    public async Task The_download_matches_the_page_has_no_formulas_and_is_itself_on_record()
    {
        await using var app = AppServer.Start();
        using var client = await app.SignedInAsync(StaffRoles.Auditor);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        var at = new DateTime(2026, 11, 3, 23, 30, 0, DateTimeKind.Utc);
        database.Audit(Chief with { Name = "=HYPERLINK(\"x\")" }, "flag_dismissed", "a, \"b\"", at, reason: "@now");
        database.Audit(Chief, "flag_dismissed", "the day after", at.AddHours(1));
        await database.SaveChangesAsync();

        // In Berlin that is half past midnight of the fourth.
        var csv = await client.GetStringAsync(
            "/manage/audit.csv?act=flag_dismissed&from=2026-11-04&to=2026-11-04&zone=Europe/Berlin&oldest=true"
        );

        var lines = csv.TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(at.ToString("O", CultureInfo.InvariantCulture), lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"'=HYPERLINK(\"\"x\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"a, \"\"b\"\"\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"'@now\",", lines[1], StringComparison.Ordinal);
        Assert.Equal(1, await database.AuditEntries.CountAsync(entry => entry.Action == "audit_exported"));
    }

    /// <summary>A script whose request named a language, by a cookie or a header, got semicolons.</summary>
    [Fact]
    public async Task The_download_follows_only_the_language_of_its_address_and_its_codes_none()
    {
        await using var app = AppServer.Start();
        using var client = await app.SignedInAsync(StaffRoles.Auditor);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        database.Audit(Chief, "flag_dismissed", "1 flag", new DateTime(2026, 11, 3, 23, 30, 0, DateTimeKind.Utc));
        await database.SaveChangesAsync();
        client.DefaultRequestHeaders.Add("Accept-Language", "de");

        var program = await LinesAsync("");
        var german = await LinesAsync("&lang=de");

        Assert.Equal("at_utc,actor,actor_id,action,subject,session,reason,address,action_text", program[0]);
        Assert.EndsWith(",flag_dismissed,1 flag,,,10.0.0.1,Flag dismissed", program[1], StringComparison.Ordinal);
        Assert.Equal("at_utc;actor;actor_id;action;subject;session;reason;address;action_text", german[0]);
        Assert.EndsWith(";flag_dismissed;1 flag;;;10.0.0.1;Meldung verworfen", german[1], StringComparison.Ordinal);

        async Task<string[]> LinesAsync(string language)
        {
            var answer = await client.GetAsync($"/manage/audit.csv?act=flag_dismissed{language}");
            // The choice of a file is not that of the pages.
            Assert.DoesNotContain(answer.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(IsLanguage));
            return (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        }

        static bool IsLanguage(string cookie) => cookie.StartsWith("language=", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_product_changes_or_removes_an_entry()
    {
        var sources = Projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(TestFolders.Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file =>
                !file.Contains("Migrations", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            );

        var users = sources.Where(file => File.ReadAllText(file).Contains("AuditEntries", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(users);
        foreach (var line in users.SelectMany(File.ReadLines).Where(line => line.Contains("AuditEntries", StringComparison.Ordinal)))
            Assert.DoesNotMatch(@"AuditEntries.*\.(Remove|RemoveRange|Update|UpdateRange|ExecuteDelete|ExecuteUpdate|Attach)", line);
        // All that it has can be given only once.
        Assert.All(
            typeof(AuditEntry).GetProperties(),
            property =>
                Assert.Contains(
                    typeof(System.Runtime.CompilerServices.IsExternalInit),
                    property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()
                )
        );
    }
}
