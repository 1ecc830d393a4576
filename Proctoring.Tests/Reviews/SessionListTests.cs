using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Tools.Practice;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>The list of sessions: every filter, every order, page by page, and never a session that the viewer may not see.</summary>
public sealed class SessionListTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Each_filter_finds_only_its_sessions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var ada = await db.SitAsync("a-1", 70, name: "Ada Lovelace");
        var bob = await db.SitAsync("b_2", 10, exam: "Biology", minutesAfter: 60 * 24 * 2, name: "Bob 100%");
        await db.SitAsync("c-3", null, minutesAfter: 60 * 24 * 4, status: SessionStatus.Running);
        await db.SitAsync("d-4", proctored: false, minutesAfter: 60 * 24 * 6, status: SessionStatus.TimedOut);
        await db.FlagAsync(ada, "head_pose", severity: Severity.Low);
        await db.FlagAsync(ada, "object_detected", severity: Severity.High);
        await db.FlagAsync(bob, "head_pose", severity: Severity.High);
        await host.Get<SessionVerdicts>().GiveAnywayAsync(host.Get<CaseReader>(), viewer, bob.Id, Verdict.Clear, "x");
        await host.Get<Assignments>().TakeAsync(viewer, ada.Id, default);

        async Task Finds(SessionFilter filter, params string[] students)
        {
            var page = await host.Get<SessionList>().ReadAsync(viewer, filter, default);
            Assert.Equal(students, page.Rows.Select(row => row.StudentId));
            Assert.Equal(students.Length, page.Total);
        }

        await Finds(new(), "d-4", "c-3", "b_2", "a-1");
        await Finds(new() { Ascending = true }, "a-1", "b_2", "c-3", "d-4");
        await Finds(new() { Sort = SessionSort.Risk }, "a-1", "b_2", "d-4", "c-3");
        await Finds(new() { Sort = SessionSort.Risk, Ascending = true }, "b_2", "a-1", "c-3", "d-4");
        await Finds(new() { Sort = SessionSort.Exam, Ascending = true }, "a-1", "c-3", "d-4", "b_2");
        await Finds(new() { Exam = "Biology" }, "b_2");
        await Finds(new() { Student = "LOVE" }, "a-1");
        await Finds(new() { Student = "0%" }, "b_2");
        await Finds(new() { Student = "_" }, "b_2");
        await Finds(new() { From = ReviewScene.Morning.AddDays(1), Before = ReviewScene.Morning.AddDays(5) }, "c-3", "b_2");
        await Finds(new() { Type = "head_pose" }, "b_2", "a-1");
        await Finds(new() { Severity = Severity.High }, "b_2", "a-1");
        await Finds(new() { Type = "head_pose", Severity = Severity.High }, "b_2");
        await Finds(new() { RiskFrom = 10, RiskTo = 60 }, "b_2");
        await Finds(new() { Verdict = Verdict.Clear }, "b_2");
        await Finds(new() { Decided = true }, "b_2");
        await Finds(new() { Flagged = true }, "b_2", "a-1");
        await Finds(new() { Undecided = true }, "a-1");
        await Finds(new() { AssignedTo = viewer.UserId }, "a-1");
        await Finds(new() { Unassigned = true }, "d-4", "c-3", "b_2");
        await Finds(new() { Status = SessionStatus.Running }, "c-3");
        var row = (await host.Get<SessionList>().ReadAsync(viewer, new() { Exam = "Anatomy", Ascending = true }, default)).Rows[0];
        Assert.Equal((1, 0, 1, "Rita", "Ada Lovelace"), (row.High, row.Medium, row.Low, row.AssignedTo, row.Student));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_next_session_is_that_of_the_filtered_list_in_its_order(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        List<Guid> ids = [];
        for (var index = 0; index < 6; index++)
            ids.Add((await db.SitAsync($"s-{index}", risk: index % 3 * 10, exam: index < 5 ? "History" : "Art", minutesAfter: index)).Id);
        // Opened at the same instant.
        for (var index = 0; index < 3; index++)
            await db.SitAsync($"same-{index}", risk: 20, exam: "History", minutesAfter: 10);
        // Without a score, in the middle by time.
        foreach (var minutes in new[] { 2, 4 })
            await db.SitAsync($"n-{minutes}", null, exam: "Art", minutesAfter: minutes, status: SessionStatus.Running);
        var list = host.Get<SessionList>();

        foreach (
            var filter in new[]
            {
                new SessionFilter { Exam = "History" },
                new SessionFilter { Exam = "History", Sort = SessionSort.Risk },
                new SessionFilter { Sort = SessionSort.Risk },
                new SessionFilter { Sort = SessionSort.Risk, Ascending = true },
                new SessionFilter { Sort = SessionSort.Exam, Ascending = true },
                new SessionFilter { Sort = SessionSort.Exam },
            }
        )
        {
            var order = (await list.ReadAsync(viewer, filter, default)).Rows.Select(row => row.Id).ToList();
            List<Guid> walked = [order[0]];
            while (await list.BesideAsync(viewer, filter, walked[^1], forward: true, default) is { } next)
                walked.Add(next);
            Assert.Equal(order, walked);
            for (var at = 1; at < order.Count; at++)
                Assert.Equal(order[at - 1], await list.BesideAsync(viewer, filter, order[at], forward: false, default));
            Assert.Equal(order, await list.AllAsync(viewer, filter, default).Select(row => row.Id).ToListAsync());
        }

        // A session that no longer matches keeps its place.
        await host.Get<SessionVerdicts>().GiveAnywayAsync(host.Get<CaseReader>(), viewer, ids[2], Verdict.Clear, "x");
        var undecided = new SessionFilter { Exam = "History", Undecided = true };
        Assert.Equal(ids[1], await list.BesideAsync(viewer, undecided, ids[2], forward: true, default));
        Assert.Equal(ids[3], await list.BesideAsync(viewer, undecided, ids[2], forward: false, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Pages_cover_all_sessions_without_losing_or_repeating_one(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Rita", StaffRoles.Auditor);
        for (var index = 0; index < 60; index++)
            await db.SitAsync($"s-{index}", index % 7 == 0 ? null : index % 5 * 10, minutesAfter: index % 3, proctored: index % 7 != 0);

        foreach (
            var filter in new SessionFilter[]
            {
                new(),
                new() { Sort = SessionSort.Risk },
                new() { Sort = SessionSort.Risk, Ascending = true },
                new() { Sort = SessionSort.Exam },
            }
        )
        {
            List<Guid> seen = [];
            for (var page = 0; page < 3; page++)
                seen.AddRange(
                    (await host.Get<SessionList>().ReadAsync(viewer, filter with { Page = page }, default)).Rows.Select(row => row.Id)
                );
            Assert.Equal(60, seen.Distinct().Count());
            Assert.Equal(60, seen.Count);
        }

        Assert.Empty((await host.Get<SessionList>().ReadAsync(viewer, new() { Page = 9 }, default)).Rows);
        Assert.Equal(60, await host.Get<SessionList>().AllAsync(viewer, new(), default).CountAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A file ended after 200,000 rows, and looked complete.</summary>
    [Fact]
    public async Task A_file_leaves_no_session_out()
    {
        const int Sessions = 200_001;
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Rita", StaffRoles.Auditor);
        var first = await db.SitAsync("s-1");
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
        {
            var others = Enumerable
                .Range(1, Sessions - 1)
                .Select(number => new ProctoringSession
                {
                    Id = Guid.CreateVersion7(),
                    StudentId = first.StudentId,
                    ExamName = first.ExamName,
                    TokenHash = Convert.ToString(number, 16),
                    CreatedAt = first.CreatedAt,
                    Status = SessionStatus.Submitted,
                })
                .ToList();
            await new BulkRows(db).WriteAsync(others, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        Assert.Equal(Sessions, await host.Get<SessionList>().AllAsync(viewer, new(), cancellation).CountAsync(cancellation));
    }

    /// <summary>A deep page reads an index in its order, and the restricted exams once: 100,000 sessions took 113 to 147 ms.</summary>
    [Theory]
    [InlineData(SessionSort.Opened, null, "IX_Sessions_CreatedAt_")]
    [InlineData(SessionSort.Risk, null, "IX_Sessions_RiskScore_")]
    [InlineData(SessionSort.Exam, null, "IX_Sessions_ExamName_")]
    [InlineData(SessionSort.Risk, SessionStatus.Submitted, "IX_Sessions_RiskScore_")]
    [InlineData(SessionSort.Exam, SessionStatus.Submitted, "IX_Sessions_ExamName_")]
    public async Task A_page_follows_an_index_in_few_queries(SessionSort sort, SessionStatus? status, string index)
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        for (var number = 0; number < 30; number++)
            await db.SitAsync($"s-{number}", risk: number);

        host.Commands.Reset();
        var page = await host.Get<SessionList>().ReadAsync(viewer, new() { Sort = sort, Status = status }, default);
        Assert.Equal((30, SessionList.PageSize), (page.Total, page.Rows.Count));
        // The count, the page and its rows.
        Assert.Equal(3, host.Commands.Texts.Count);
        var plans = await db.PlansAsync(host.Commands.Texts);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n\n", plans));
        Assert.All(plans.Take(2), plan => Assert.DoesNotContain("CORRELATED", plan, StringComparison.Ordinal));
        Assert.Matches($"s USING {(status is null ? "COVERING " : "")}INDEX {index}", plans[1]);
        Assert.DoesNotContain("FOR ORDER BY", plans[1], StringComparison.Ordinal);
    }

    /// <summary>PostgreSQL looked up the flags of each session: 100,000 blocks for a deep page.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task PostgreSQL_counts_a_set_of_flags_and_keeps_the_order_of_the_sessions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Rita", StaffRoles.Auditor);
        await db.FlagAsync(await db.SitAsync("s-1", name: "Ada Lovelace"), "head_pose", severity: Severity.High);
        await db.SitAsync("s-2");
        var filter = new SessionFilter { Student = "s-", Type = "head_pose", Severity = Severity.High };

        host.Commands.Reset();
        Assert.Equal(1, (await host.Get<SessionList>().ReadAsync(viewer, filter, default)).Total);
        // The students, the count, the page and its rows.
        var texts = host.Commands.Texts;
        Assert.Equal(4, texts.Count);
        Assert.Equal(kind == DatabaseKind.Postgres, texts[1].Contains("GROUP BY", StringComparison.Ordinal));
        Assert.Equal(kind == DatabaseKind.Postgres, texts[2].Contains(") = @", StringComparison.Ordinal));
        Assert.All(texts.Skip(1).Take(2), text => Assert.DoesNotContain("LIKE", text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Staff_who_are_not_named_for_an_exam_see_none_of_its_sessions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var named = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var stranger = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var boss = await db.HireAsync("Ines", StaffRoles.Administrator);
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        await db.SitAsync("a", exam: "Closed");
        await db.SitAsync("b", exam: "Open");
        db.Add(new ExamReviewer { ExamName = "Closed", UserId = named.UserId!.Value });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var list = host.Get<SessionList>();

        Assert.Equal(2, (await list.ReadAsync(named, new(), default)).Total);
        Assert.Equal(2, (await list.ReadAsync(boss, new(), default)).Total);
        Assert.Equal("b", (await list.ReadAsync(stranger, new(), default)).Rows.Single().StudentId);
        Assert.Equal(0, (await list.ReadAsync(proctor, new(), default)).Total);
        Assert.Equal(["Open"], await list.ExamsAsync(stranger, default));
        Assert.Equal(["Closed", "Open"], await list.ExamsAsync(boss, default));
        Assert.Equal(1, (await host.Get<ReviewQueue>().ReadAsync(stranger, QueueScope.All, new SessionFilter(), 0, default)).Total);
        Assert.Equal(1, (await host.Get<Dashboard>().ReadAsync(stranger, ReviewScene.Morning.AddDays(-1), null, default)).Sessions);
    }
}
