using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>Edits every column of every table that a chain covers, one by one, and expects verification to name the row.</summary>
public sealed class ChainedColumnsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_edit_of_any_chained_column_is_found_and_named(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var session = await ReviewedSessionAsync(host);
        await using var db = host.OpenDatabase();
        await db.Database.OpenConnectionAsync(Cancellation);
        await SwitchForeignKeysOffAsync(db);
        Assert.Equal(["", "", ""], await FindingsAsync(host, session));

        List<string> missed = [];
        var edited = 0;
        foreach (var entity in Covered(db.Model))
        {
            var row = await RowAsync(db, entity, session);
            foreach (var column in ChainedRows.CoveredColumns(db.Model, entity.ClrType))
            {
                var property = entity.FindProperty(column)!;
                var fault = await EditedAsync(db, host, session, entity, property, row);
                edited++;
                if (!Names(fault, entity, property, row))
                    missed.Add($"{entity.ClrType.Name}.{column}: {(fault.Length == 0 ? "not found" : fault)}");
            }
        }

        Assert.Equal([], missed);
        Assert.InRange(edited, 120, 400);
        // Each edit was undone, so nothing hides behind an earlier one.
        Assert.Equal(["", "", ""], await FindingsAsync(host, session));
    }

    /// <summary>Edits one column, verifies and takes the edit back.</summary>
    /// <returns>What verification found; empty for nothing.</returns>
    static async Task<string> EditedAsync(ProctoringDb db, CoreHost host, Guid session, IEntityType entity, IProperty property, object row)
    {
        var before = property.PropertyInfo!.GetValue(row);
        var after = Other(before, property);
        Assert.Equal(1, await SetAsync(db, entity, property, row, before, after));
        var found = await FindingsAsync(host, session);
        Assert.Equal(1, await SetAsync(db, entity, property, row, after, before));
        return string.Join(' ', found).Trim();
    }

    static async Task<int> SetAsync(ProctoringDb db, IEntityType entity, IProperty property, object row, object? from, object? to)
    {
        var table = entity.GetTableName()!;
        var keys = entity
            .FindPrimaryKey()!
            .Properties.Select(key =>
                $"\"{key.GetColumnName()}\" = {Literal(key, key == property ? from : key.PropertyInfo!.GetValue(row))}"
            );
        var statement =
            $"UPDATE \"{table}\" SET \"{property.GetColumnName()}\" = {Literal(property, to)} WHERE {string.Join(" AND ", keys)}";
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Literals of the database's own type mappings.
        command.CommandText = statement;
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    static string Literal(IProperty property, object? value) => property.GetRelationalTypeMapping().GenerateSqlLiteral(value);

    /// <summary>Another value that the column can hold.</summary>
    static object Other(object? value, IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return value switch
        {
            string text => text.Length > 0 && text.Length == property.GetMaxLength() ? $"{text[..^1]}~" : $"{text}~",
            bool flag => !flag,
            // Far away: keys are numbered one by one.
            int number => number + 1000,
            long number => number + 1000,
            double number => number + 0.5,
            decimal number => number + 1,
            DateTime time => time.AddSeconds(1),
            Guid => Guid.NewGuid(),
            byte[] bytes => bytes.Append((byte)1).ToArray(),
            IEnumerable<string> texts => texts.Append("another").ToList(),
            // A session that is over in another way; one that is set back to running lacks its answers, which is found first.
            Enum one => Enum.GetValues(type).Cast<object>().Last(other => !other.Equals(one)),
            null when type == typeof(string) => "~",
            null when type == typeof(DateTime) => new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc),
            null when type == typeof(Guid) => Guid.NewGuid(),
            null when type == typeof(byte[]) => new byte[] { 1 },
            null when type == typeof(List<string>) => new List<string> { "another" },
            null when type.IsEnum => Enum.GetValues(type).GetValue(0)!,
            null when type == typeof(bool) => true,
            null => Convert.ChangeType(7, type, provider: null),
            _ => throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name} is a {type.Name}."),
        };
    }

    /// <summary>Whether the finding is about the row. A row with another key or owner is another row: then that one is missing.</summary>
    static bool Names(string fault, IEntityType entity, IProperty property, object row)
    {
        if (fault.Length == 0)
            return false;
        if (property.IsKey() || property.IsForeignKey() || row is AuditEntry)
            return true;
        var content =
            row is SessionAnswer answer ? (Kind: ChainContent.Answers, SubjectId: answer.SessionId.ToString("N"))
            : ChainedRows.Of(entity.Model, row, null) is { } own ? (own.Kind, own.SubjectId)
            : throw new InvalidOperationException($"{entity.Name} is in no chain.");
        return fault.Contains($"({content.Kind} {content.SubjectId})", StringComparison.Ordinal);
    }

    /// <summary>Verifies everything that there is.</summary>
    static async Task<List<string>> FindingsAsync(CoreHost host, Guid session)
    {
        var verifier = host.Get<ChainVerifier>();
        return
        [
            (await verifier.VerifyAsync(session, Cancellation)).Broken?.ToString() ?? "",
            (await verifier.VerifyInstallationAsync(Cancellation)).Broken?.ToString() ?? "",
            (await verifier.VerifyAuditAsync(Cancellation)).Broken?.ToString() ?? "",
        ];
    }

    /// <summary>The types that a chain covers, found in the model: one that is added later is tested without a change here.</summary>
    static IEnumerable<IEntityType> Covered(IModel model) =>
        model
            .GetEntityTypes()
            .Where(entity =>
                !entity.ClrType.IsAbstract
                && !entity.IsOwned()
                && entity.ClrType.Namespace?.StartsWith("Proctoring", StringComparison.Ordinal) == true
                && (entity.ClrType == typeof(SessionAnswer) || ChainedRows.Covers(RuntimeHelpers.GetUninitializedObject(entity.ClrType)))
            );

    static async Task<object> RowAsync(ProctoringDb db, IEntityType entity, Guid session) =>
        entity.ClrType switch
        {
            var type when type == typeof(ProctoringSession) => await db
                .Sessions.AsNoTracking()
                .SingleAsync(row => row.Id == session, Cancellation),
            var type when type == typeof(SessionNumber) => await FirstAsync(db.SessionNumbers),
            var type when type == typeof(SessionAnswer) => await FirstAsync(db.Answers),
            var type when type == typeof(ProctoringViolation) => await FirstAsync(db.Violations),
            var type when type == typeof(EvidenceImage) => await FirstAsync(db.EvidenceImages),
            var type when type == typeof(ObservationChunk) => await FirstAsync(db.ObservationChunks),
            var type when type == typeof(ProctoringReport) => await FirstAsync(db.Reports),
            var type when type == typeof(FlagDecision) => await FirstAsync(db.FlagDecisions),
            var type when type == typeof(SessionVerdict) => await FirstAsync(db.SessionVerdicts),
            var type when type == typeof(ReviewNote) => await FirstAsync(db.ReviewNotes),
            var type when type == typeof(CandidateReply) => await FirstAsync(db.CandidateReplies),
            var type when type == typeof(StaffMessage) => await FirstAsync(db.StaffMessages),
            var type when type == typeof(TimeChange) => await FirstAsync(db.TimeChanges),
            var type when type == typeof(SessionConsent) => await FirstAsync(db.Consents),
            var type when type == typeof(ManualIdentityCheck) => await FirstAsync(db.ManualIdentityChecks),
            var type when type == typeof(HeadChallenge) => await FirstAsync(db.HeadChallenges),
            var type when type == typeof(CandidateMessage) => await FirstAsync(db.CandidateMessages),
            var type when type == typeof(AuditEntry) => await FirstAsync(db.AuditEntries),
            var type when type == typeof(Exam) => await FirstAsync(db.Exams),
            var type when type == typeof(ExamFile) => await FirstAsync(db.ExamFiles),
            var type when type == typeof(SessionFile) => await FirstAsync(db.SessionFiles),
            var type when type == typeof(DataDeletion) => await FirstAsync(db.DataDeletions),
            var type when type == typeof(AnswerGrade) => await FirstAsync(db.AnswerGrades),
            var type when type == typeof(SessionRegrade) => await FirstAsync(db.SessionRegrades),
            var type when type == typeof(Question) => await FirstAsync(db.Questions),
            var type when type == typeof(ScreenPicture) => await FirstAsync(db.ScreenPictures),
            var type => throw new NotSupportedException($"{type.Name} is in a chain, and this test has no row of it."),
        };

    static async Task<object> FirstAsync<TRow>(IQueryable<TRow> rows)
        where TRow : class => await rows.AsNoTracking().FirstAsync(Cancellation);

    /// <summary>A person who can write to the database can also remove its constraints.</summary>
    static async Task SwitchForeignKeysOffAsync(ProctoringDb db)
    {
        if (!db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"PRAGMA foreign_keys = OFF", Cancellation);
            return;
        }

        foreach (var key in db.Model.GetEntityTypes().SelectMany(entity => entity.GetForeignKeys()))
        {
#pragma warning disable EF1002 // The names are those of the model.
            await db.Database.ExecuteSqlRawAsync(
                $"ALTER TABLE \"{key.DeclaringEntityType.GetTableName()}\" DROP CONSTRAINT IF EXISTS \"{key.GetConstraintName()}\"",
                Cancellation
            );
#pragma warning restore EF1002
        }
    }

    /// <summary>Plays an exam of ours that a host started, with a row of every kind that a chain covers.</summary>
    static async Task<Guid> ReviewedSessionAsync(CoreHost host)
    {
        var opened = await host.OpenHostedAsync(exam: DemoExam.Slug);
        var id = opened.Access.SessionId;
        await host.BeginHostedAsync(opened);
        host.Live(opened.Access).Join(new CandidateConnection("test"), takeOver: true);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var question = await db.Questions.OrderBy(row => row.Number).FirstAsync(Cancellation);
        await host.Get<AnswerStore>().KeepAsync(opened.Access, question.Id, 2, default);
        await host.ShowAsync(opened.Access, Scene.TwoFaces, 4);
        await host.ShowAsync(opened.Access, Scene.OneFace, 4);
        await host.Get<SessionCloser>().SubmitAsync(opened.Access, null, default);
        var violation = await db.Violations.FirstAsync(row => row.SessionId == id, Cancellation);
        var screen = $"{id:N}/screen-1";
        await host.Get<IEvidenceStore>().PutAsync(screen, new byte[] { 1 }, default);
        db.AddRange(
            new ScreenPicture
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                StoreKey = screen,
                Sha256 = ExamFile.HashOf([1]),
                TakenAt = host.Now,
            },
            new FlagDecision
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                ViolationId = violation.Id,
                ReviewerId = reviewer.UserId!.Value,
                Decision = Decision.Confirmed,
                DecidedAt = host.Now,
            },
            new SessionVerdict
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                ReviewerId = reviewer.UserId!.Value,
                Verdict = Verdict.Clear,
                Reason = "All was well.",
                DecidedAt = host.Now,
            },
            new ReviewNote
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                AuthorId = reviewer.UserId!.Value,
                Text = "A note",
                WrittenAt = host.Now,
            },
            new CandidateReply
            {
                ViolationId = violation.Id,
                SessionId = id,
                Text = "It was my sister.",
                WrittenAt = host.Now,
            },
            new StaffMessage
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                AuthorId = reviewer.UserId!.Value,
                Text = "Please stay in view.",
                SentAt = host.Now,
            },
            new TimeChange
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                ChangedAt = host.Now,
                Kind = TimeChangeKind.ConnectionLost,
                Seconds = 90,
                EndsAt = host.Now,
            },
            new SessionConsent
            {
                SessionId = id,
                Version = "2026-11-28",
                Language = "en",
                GivenAt = host.Now,
            },
            new ManualIdentityCheck { SessionId = id, RequestedAt = host.Now },
            new HeadChallenge
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                Turns = "Left, Up",
                AskedAt = host.Now,
                EndedAt = host.Now,
            },
            new ExamFile
            {
                Id = Guid.NewGuid(),
                ExamId = question.ExamId,
                Sha256 = ExamFile.HashOf([1]),
                Name = "a.png",
                ContentType = "image/png",
                Content = [1],
            },
            new SessionFile
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                QuestionId = question.Id,
                Name = "a.pdf",
                Sha256 = ExamFile.HashOf([1]),
                Content = [1],
                UploadedAt = host.Now,
            },
            new SessionRegrade
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                RunId = Guid.NewGuid(),
                Version = 2,
                RegradedAt = host.Now,
                RegradedById = reviewer.UserId,
                Reason = "The key was wrong.",
                Changed = true,
                ScoreBefore = 50,
                ScoreAfter = 100,
                PointsBefore = 1,
                PointsAfter = 2,
                MaxPointsBefore = 2,
                MaxPointsAfter = 2,
            },
            new AnswerGrade
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                QuestionId = question.Id,
                GraderId = reviewer.UserId,
                Points = 1,
                Comment = "Good.",
                GradedAt = host.Now,
            },
            new DataDeletion
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                ViolationId = violation.Id,
                Data = DeletedData.Audio,
                Count = 1,
                Sha256 = ExamFile.HashOf([1]),
                DeletedAt = host.Now,
                Cause = DeletionCause.Erasure,
                Reason = "receipt",
            },
            new CandidateMessage
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                Text = "My camera stopped.",
                SentAt = host.Now,
            }
        );
        db.Audit(reviewer, "flag_confirmed", "Several faces", host.Now, id);
        db.Audit(reviewer, "signed_in", "Rita", host.Now);
        await db.SaveChangesAsync(Cancellation);
        return id;
    }
}
