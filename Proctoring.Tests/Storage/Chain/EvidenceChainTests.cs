using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>The records of a session are verified, and changes outside the product are found.</summary>
public sealed class EvidenceChainTests
{
    static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], "192.0.2.1");

    /// <summary>The possible changes by a person with the database's password, or with access to its files.</summary>
    static readonly Dictionary<string, (Func<ProctoringDb, CoreHost, Guid, Task> Do, string Kind, string Fault)> Tamperings = new()
    {
        ["the severity of a violation is lowered"] = (
            (db, _, id) =>
                db
                    .Violations.Where(row => row.SessionId == id && row.Type == "multiple_faces_detected")
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PeakConfidence, 0.1)),
            "violation",
            "differs from its row"
        ),
        ["a violation is removed with its picture"] = (
            async (db, _, id) =>
            {
                await db
                    .EvidenceImages.Where(row => row.Violation!.SessionId == id && row.Violation.Type == "multiple_faces_detected")
                    .ExecuteDeleteAsync();
                await db.Violations.Where(row => row.SessionId == id && row.Type == "multiple_faces_detected").ExecuteDeleteAsync();
            },
            // One save writes both, in no fixed order: either may be the first that is missing.
            "",
            "is missing"
        ),
        ["a violation is inserted"] = (
            async (db, host, id) =>
            {
                db.Unchained = true;
                db.Add(
                    new ProctoringViolation
                    {
                        Id = Guid.NewGuid(),
                        SessionId = id,
                        Type = "paste_attempt",
                        Title = "Paste",
                        BeganAt = host.Now,
                        EndedAt = host.Now,
                    }
                );
                await db.SaveChangesAsync();
            },
            "violation",
            "is in no link"
        ),
        ["a score is raised"] = (
            (db, _, id) => db.Sessions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Score, 100m)),
            "session",
            "differs from its row"
        ),
        ["a report is rewritten"] = (
            (db, _, id) =>
                db.Reports.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Content, "{}")),
            "report",
            "differs from its row"
        ),
        ["an entry of the audit log is removed"] = (
            (db, _, id) => db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync(),
            "action",
            "is missing"
        ),
        ["a decision is reversed"] = (
            (db, _, id) =>
                db
                    .FlagDecisions.Where(row => row.SessionId == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Decision, Decision.Dismissed)),
            "decision",
            "differs from its row"
        ),
        ["the last link and its row are removed"] = (
            async (db, _, id) =>
            {
                await db.ChainLinks.Where(row => row.ChainId == id && row.Kind == "action").ExecuteDeleteAsync();
                await db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync();
            },
            "link",
            "is missing: the signed end"
        ),
        ["a link is changed"] = (
            (db, _, id) =>
                db
                    .ChainLinks.Where(row => row.ChainId == id && row.Sequence == 2)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.ContentHash, new string('0', 64))),
            "",
            "does not follow"
        ),
        ["the head is removed"] = ((db, _, id) => db.ChainHeads.Where(row => row.ChainId == id).ExecuteDeleteAsync(), "head", "is missing"),
        ["the head is set back without the key"] = (
            (db, _, id) => db.ChainHeads.Where(row => row.ChainId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Sequence, 1)),
            "head",
            "is not signed"
        ),
        ["an answer is changed after the end"] = (
            (db, _, id) => db.Answers.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Choice, 3)),
            "answers",
            "differs from its row"
        ),
        ["the correct answer with which a session was scored is changed"] = (
            (db, _, id) =>
                db
                    .Answers.Where(row => row.SessionId == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.RightChoice, row => row.Choice)),
            "answers",
            "differs from its row"
        ),
        ["the session is given to another student"] = (
            (db, _, id) =>
                db
                    .Students.Where(row => db.Sessions.Any(session => session.Id == id && session.StudentId == row.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExternalId, "another-student")),
            "session",
            "differs from its row"
        ),
        ["the reference face is replaced"] = (
            (db, _, id) =>
                db
                    .Sessions.Where(row => row.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReferenceFace, new byte[] { 1 })),
            "session",
            "differs from its row"
        ),
        ["the number of watched frames is raised"] = (
            (db, _, id) => db.Sessions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.FramesRead, 9_999)),
            "session",
            "differs from its row"
        ),
        ["all records are removed and the session is set back to its beginning"] = (
            async (db, _, id) =>
            {
                await RemoveRecordsAsync(db, id);
                await db
                    .Sessions.Where(row => row.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SessionStatus.Preparing));
            },
            "head",
            "is missing"
        ),
        ["the session is removed, and its files are left"] = (
            async (db, _, id) =>
            {
                await RemoveRecordsAsync(db, id);
                await db.Sessions.Where(row => row.Id == id).ExecuteDeleteAsync();
            },
            "session",
            "was removed outside the product"
        ),
        ["the session is removed with its files"] = (
            async (db, host, id) =>
            {
                await RemoveRecordsAsync(db, id);
                await db.Sessions.Where(row => row.Id == id).ExecuteDeleteAsync();
                Directory.Delete(Path.Combine(host.Get<ProctoringPaths>().Evidence, id.ToString("N")), recursive: true);
            },
            "session",
            "was removed outside the product"
        ),
        ["the session's chain is replaced by a shorter one that was signed"] = (
            async (db, host, id) =>
            {
                // An attacker who has an older head and an older witness.
                var end = await db.ChainLinks.AsNoTracking().SingleAsync(row => row.ChainId == id && row.Sequence == 1);
                var head = new ChainHead
                {
                    ChainId = id,
                    Sequence = 1,
                    Hash = end.Hash,
                    Signature = "",
                };
                host.Get<ChainSeal>().Sign(head, host.Now);
                await RemoveRecordsAsync(db, id, after: 1);
                db.ChainHeads.Add(head);
                await db.SaveChangesAsync();
                await db
                    .Sessions.Where(row => row.Id == id)
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(row => row.Status, SessionStatus.Preparing)
                            .SetProperty(row => row.ReferenceFace, (byte[]?)null)
                            .SetProperty(row => row.StartedAt, (DateTime?)null)
                            .SetProperty(row => row.EndsAt, (DateTime?)null)
                            .SetProperty(row => row.FinishedAt, (DateTime?)null)
                            .SetProperty(row => row.CorrectAnswers, (int?)null)
                            .SetProperty(row => row.Score, (decimal?)null)
                            .SetProperty(row => row.RiskScore, (double?)null)
                            .SetProperty(row => row.ReferencePicture, (string?)null)
                            .SetProperty(row => row.ReferenceSha256, (string?)null)
                    );
                await host.Get<ChainWitness>().RestoreAsync(id, ChainEnd.Of(head), default);
            },
            "session_started",
            "its chain was replaced"
        ),
        ["a reference photo is replaced"] = (
            async (db, host, id) =>
            {
                var key = await db.Sessions.Where(row => row.Id == id).Select(row => row.ReferencePicture).SingleAsync();
                await host.Get<IEvidenceStore>().PutAsync(key!, new byte[] { 1, 2, 3 }, default);
            },
            "session",
            "a different reference photo"
        ),
        ["a column holds an impossible value"] = (
            (db, _, id) => db.Database.ExecuteSqlAsync($"UPDATE \"Sessions\" SET \"Status\" = 'Perhaps' WHERE \"Id\" = {id}"),
            "row",
            "can't be read"
        ),
        ["a picture is replaced"] = (
            async (db, host, id) =>
            {
                var key = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).FirstAsync();
                await host.Get<IEvidenceStore>().PutAsync(key, new byte[] { 1, 2, 3 }, default);
            },
            "evidence",
            "a different picture"
        ),
        ["a picture is removed"] = (
            async (db, host, id) =>
            {
                var key = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).FirstAsync();
                await host.Get<IEvidenceStore>().DeleteAsync(key, default);
            },
            "evidence",
            "the file is gone"
        ),
    };

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    public static TheoryData<DatabaseKind, string> Cases
    {
        get
        {
            var cases = new TheoryData<DatabaseKind, string>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
                foreach (var name in Tamperings.Keys)
                    cases.Add(kind, name);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Untouched_records_are_intact_while_a_session_runs_and_afterwards(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        var running = await VerifyAsync(host, access.SessionId);
        await host.ShowAsync(access, Scene.OneFace, 4);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var ended = await VerifyAsync(host, access.SessionId);

        Assert.True(running.Intact, running.Broken?.ToString());
        Assert.True(ended.Intact, ended.Broken?.ToString());
        Assert.True(ended.Links > running.Links);
        Assert.True(running.Links > 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_change_outside_the_product_is_found_and_named(DatabaseKind kind, string tampering)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        Assert.Null((await VerifyAsync(host, id)).Broken);

        await using (var db = host.OpenDatabase())
            await Tamperings[tampering].Do(db, host, id);

        var broken = (await VerifyAsync(host, id)).Broken;
        Assert.NotNull(broken);
        Assert.Contains(Tamperings[tampering].Fault, broken.Fault, StringComparison.Ordinal);
        if (Tamperings[tampering].Kind.Length > 0)
            Assert.Equal(Tamperings[tampering].Kind, broken.Kind);
        using var output = new StringWriter();
        Assert.Equal(1, await VerifyVerb.AllAsync(host.Get<ChainVerifier>(), output));
        Assert.Contains($"{id:D}: BROKEN. Link {broken.Sequence}", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_is_set_back_to_an_older_signed_end_is_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        await using var db = host.OpenDatabase();
        // As from last night's backup: the entry is missing, and this installation's key signed the end.
        var night = await db.ChainHeads.AsNoTracking().SingleAsync(head => head.ChainId == id, TestContext.Current.CancellationToken);
        db.Audit(Reviewer, "verdict_given", "The session", host.Now, id);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        await db
            .AuditEntries.Where(row => row.SessionId == id && row.Action == "verdict_given")
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db
            .ChainLinks.Where(row => row.ChainId == id && row.Sequence > night.Sequence)
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db
            .ChainHeads.Where(row => row.ChainId == id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Sequence, night.Sequence)
                        .SetProperty(row => row.Hash, night.Hash)
                        .SetProperty(row => row.Signature, night.Signature)
                        .SetProperty(row => row.SignedAt, night.SignedAt),
                TestContext.Current.CancellationToken
            );

        Assert.Contains("set back", (await VerifyAsync(host, id)).Broken!.Fault, StringComparison.Ordinal);
        // Further saves do not cover it up.
        await using var next = host.OpenDatabase();
        foreach (var act in new[] { "session_viewed", "session_viewed", "report_downloaded" })
        {
            next.Audit(Reviewer, act, "The session", host.Now, id);
            await next.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("set back", (await VerifyAsync(host, id)).Broken!.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Concurrent_saves_make_one_chain(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 20),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (number, cancellation) =>
            {
                await using var db = host.OpenDatabase();
                // Half of them lock the session's row first, as reviewers' actions do.
                await using var transaction = number % 2 == 0 ? await db.Database.BeginTransactionAsync(cancellation) : null;
                if (transaction is not null)
                    await db.LockAsync(access.SessionId, cancellation);
                db.Add(
                    new ReviewNote
                    {
                        Id = Guid.NewGuid(),
                        SessionId = access.SessionId,
                        AuthorId = Reviewer.UserId!.Value,
                        Text = $"Note {number}",
                        WrittenAt = host.Now,
                    }
                );
                await db.SaveChangesAsync(cancellation);
                if (transaction is not null)
                    await transaction.CommitAsync(cancellation);
            }
        );

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        // The session itself has one for its opening and one for its reference face.
        Assert.Equal(22, finding.Links);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Several_saves_of_one_transaction_continue_a_chain(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        await using (var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            for (var number = 1; number <= 3; number++)
            {
                db.Add(
                    new ReviewNote
                    {
                        Id = Guid.NewGuid(),
                        SessionId = access.SessionId,
                        AuthorId = Reviewer.UserId!.Value,
                        Text = $"Note {number}",
                        WrittenAt = host.Now,
                    }
                );
                await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }

            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        Assert.Equal(5, finding.Links);
    }

    [Fact]
    public async Task A_failed_save_leaves_no_link_and_can_be_repeated()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        var note = new ReviewNote
        {
            Id = Guid.NewGuid(),
            SessionId = access.SessionId,
            AuthorId = Guid.NewGuid(),
            Text = "A note",
            WrittenAt = host.Now,
        };
        var orphan = new CandidateReply
        {
            ViolationId = Guid.NewGuid(),
            SessionId = access.SessionId,
            Text = "Of a missing violation",
            WrittenAt = host.Now,
        };
        db.AddRange(note, orphan);

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, (await VerifyAsync(host, access.SessionId)).Links);
        db.Remove(orphan);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.Equal((3, true), (finding.Links, finding.Intact));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Two_changes_of_one_session_at_once_record_the_final_row(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        await using var first = host.OpenDatabase();
        await using var second = host.OpenDatabase();
        var loadedFirst = await first.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken);
        var loadedSecond = await second.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken);

        loadedFirst.AssignedToId = Reviewer.UserId;
        await first.SaveChangesAsync(TestContext.Current.CancellationToken);
        // This context does not know about the first change.
        loadedSecond.EndReason = "A reason";
        await second.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Null((await VerifyAsync(host, access.SessionId)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_edited_exam_and_a_shortened_audit_log_are_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var verifier = host.Get<ChainVerifier>();
        await using var db = host.OpenDatabase();
        foreach (var action in new[] { "signed_in", "user_created", "role_changed" })
        {
            db.Audit(Reviewer, action, "Rita", host.Now);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var id = await ReviewedSessionAsync(host);
        var (installation, audit) = (await verifier.VerifyInstallationAsync(default), await verifier.VerifyAuditAsync(default));
        Assert.True(installation is { Intact: true, Links: > 13 }, installation.Broken?.ToString());
        Assert.Equal((3, true), (audit.Links, audit.Intact));

        // The last entries are removed with their links, and the earlier end and witness are restored: an attacker with the key could do
        // that.
        await db
            .AuditEntries.Where(row => row.SessionId == null && row.Action != "signed_in")
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db
            .ChainLinks.Where(row => row.ChainId == ChainIds.Audit && row.Sequence > 1)
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        var end = await db
            .ChainLinks.AsNoTracking()
            .SingleAsync(row => row.ChainId == ChainIds.Audit, TestContext.Current.CancellationToken);
        var head = await db
            .ChainHeads.AsNoTracking()
            .SingleAsync(row => row.ChainId == ChainIds.Audit, TestContext.Current.CancellationToken);
        (head.Sequence, head.Hash) = (1, end.Hash);
        host.Get<ChainSeal>().Sign(head, host.Now);
        await db
            .ChainHeads.Where(row => row.ChainId == ChainIds.Audit)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Sequence, head.Sequence)
                        .SetProperty(row => row.Hash, head.Hash)
                        .SetProperty(row => row.Signature, head.Signature)
                        .SetProperty(row => row.SignedAt, head.SignedAt),
                TestContext.Current.CancellationToken
            );
        await host.Get<ChainWitness>().RestoreAsync(ChainIds.Audit, ChainEnd.Of(head), default);

        Assert.Null((await verifier.VerifyAuditAsync(default)).Broken);
        Assert.Contains("the log was shortened", (await verifier.VerifyInstallationAsync(default)).Broken!.Fault, StringComparison.Ordinal);

        await db
            .Questions.Where(row => row.Number == 1)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.RightChoice, row => row.RightChoice + 1),
                TestContext.Current.CancellationToken
            );
        var edited = (await verifier.VerifyInstallationAsync(default)).Broken!;
        Assert.Equal(("question", "differs from its row: the row was changed outside the product"), (edited.Kind, edited.Fault));
        Assert.Null((await VerifyAsync(host, id)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_that_the_product_changes_stays_intact(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var exam = await db.Exams.Include(row => row.Questions).SingleAsync(TestContext.Current.CancellationToken);

        exam.Policy = "strict";
        db.Remove(exam.Questions[^1]);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Null((await host.Get<ChainVerifier>().VerifyInstallationAsync(default)).Broken);
    }

    [Fact]
    public async Task Verification_does_not_wait_for_a_writer()
    {
        await using var host = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);
        await using var writer = host.OpenDatabase();
        // Holds the only write lock of a SQLite file.
        await using var transaction = await writer.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);

        var finding = await VerifyAsync(host, id).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.True(finding.Intact, finding.Broken?.ToString());
    }

    static Task<ChainFinding> VerifyAsync(CoreHost host, Guid id) =>
        host.Get<ChainVerifier>().VerifyAsync(id, TestContext.Current.CancellationToken);

    static async Task RemoveRecordsAsync(ProctoringDb db, Guid id, int after = 0)
    {
        await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).ExecuteDeleteAsync();
        await db.FlagDecisions.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.Violations.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.ObservationChunks.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.Reports.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.Answers.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync();
        await db.ChainLinks.Where(row => row.ChainId == id && row.Sequence > after).ExecuteDeleteAsync();
        await db.ChainHeads.Where(row => row.ChainId == id).ExecuteDeleteAsync();
    }

    /// <summary>Plays a session with an answer, a violation with a picture, a report, a decision and, last, an entry of the audit
    /// log.</summary>
    static async Task<Guid> ReviewedSessionAsync(CoreHost host)
    {
        var access = await host.OpenSessionAsync();
        await using (var opened = host.OpenDatabase())
        {
            var key = $"{access.SessionId:N}/reference-1";
            await host.Get<IEvidenceStore>().PutAsync(key, new byte[] { 7, 8, 9 }, default);
            var row = await opened.Sessions.SingleAsync(session => session.Id == access.SessionId);
            (row.ReferencePicture, row.ReferenceSha256) = (
                key,
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([7, 8, 9]))
            );
            await opened.SaveChangesAsync();
        }

        await host.Get<SessionOpener>().StartAsync(access, default);
        host.Live(access).Join(new Core.Sessions.Running.CandidateConnection("test"), takeOver: true);
        await using (var running = host.OpenDatabase())
            await host.Get<AnswerStore>()
                .KeepAsync(access, (await running.Questions.OrderBy(row => row.Number).FirstAsync()).Id, 2, default);
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 4);
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        await using var db = host.OpenDatabase();
        var violation = await db.Violations.FirstAsync(row => row.SessionId == access.SessionId);
        db.Add(
            new FlagDecision
            {
                Id = Guid.NewGuid(),
                SessionId = access.SessionId,
                ViolationId = violation.Id,
                ReviewerId = Reviewer.UserId!.Value,
                Decision = Decision.Confirmed,
                DecidedAt = host.Now,
            }
        );
        await db.SaveChangesAsync();
        db.Audit(Reviewer, "flag_confirmed", "Several faces", host.Now, access.SessionId);
        await db.SaveChangesAsync();
        return access.SessionId;
    }
}
