using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>The same tests on each database.</summary>
public sealed class StorageTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Migrations_cover_the_whole_model_and_can_run_twice(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.Get<DatabaseSetup>().RunAsync(TestContext.Current.CancellationToken);
        await using var db = host.OpenDatabase();

        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_was_killed_during_a_migration_does_not_block_the_next_start()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite);
        await using (var db = host.OpenDatabase())
        {
            var migrations = db.Database.GetMigrations().ToList();
            await db.GetService<IMigrator>().MigrateAsync(migrations[^2], TestContext.Current.CancellationToken);
            // The row that EF Core holds while it migrates.
            await using var held = await db.GetService<IHistoryRepository>().AcquireDatabaseLockAsync(default);
            await db.Database.ExecuteSqlRawAsync(
                """CREATE TABLE "Copy" AS SELECT * FROM "__EFMigrationsLock" """,
                TestContext.Current.CancellationToken
            );
        }

        await using (var db = host.OpenDatabase())
            await db.Database.ExecuteSqlRawAsync(
                """INSERT INTO "__EFMigrationsLock" SELECT * FROM "Copy"; DROP TABLE "Copy" """,
                TestContext.Current.CancellationToken
            );

        await host.Get<DatabaseSetup>().RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));

        await using var after = host.OpenDatabase();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_is_current_only_with_every_migration_of_this_version(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.Open();
        Assert.False(await SchemaVersion.IsCurrentAsync(db, TestContext.Current.CancellationToken));
        var migrations = db.Database.GetMigrations().ToList();

        await db.GetService<IMigrator>().MigrateAsync(migrations[^2], TestContext.Current.CancellationToken);
        Assert.False(await SchemaVersion.IsCurrentAsync(db, TestContext.Current.CancellationToken));
        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);
        Assert.True(await SchemaVersion.IsCurrentAsync(db, TestContext.Current.CancellationToken));

        // A later version has migrated it; then it does not have a migration of this version.
        await db.Database.ExecuteSqlRawAsync(
            """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('99990101000000_Later', '10.0.0')""",
            TestContext.Current.CancellationToken
        );
        Assert.True(await SchemaVersion.IsCurrentAsync(db, TestContext.Current.CancellationToken));
        await db.Database.ExecuteSqlAsync(
            $"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = {migrations[^1]}""",
            TestContext.Current.CancellationToken
        );
        Assert.False(await SchemaVersion.IsCurrentAsync(db, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_not_current_and_is_not_created()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var missing = new Npgsql.NpgsqlConnectionStringBuilder(database.Connection) { Database = $"no_{Guid.NewGuid():N}" };
        var options = new DbContextOptionsBuilder<PostgresProctoringDb>().UseNpgsql(missing.ConnectionString).Options;
        await using var postgres = new PostgresProctoringDb(options);
        var file = Path.Combine(database.Folder, "none.db");
        await using var sqlite = new SqliteProctoringDb(
            new DbContextOptionsBuilder<SqliteProctoringDb>().UseSqlite($"Data Source={file}").Options
        );

        Assert.False(await SchemaVersion.IsCurrentAsync(postgres, TestContext.Current.CancellationToken));
        Assert.False(await SchemaVersion.IsCurrentAsync(sqlite, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_demo_exam_exists_once_and_can_be_answered(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.Get<DatabaseSetup>().RunAsync(TestContext.Current.CancellationToken);
        await using var db = host.OpenDatabase();

        var exam = Assert.Single(await db.Exams.Include(row => row.Questions).ToListAsync(TestContext.Current.CancellationToken));
        Assert.InRange(exam.Questions.Count, 10, 50);
        Assert.All(
            exam.Questions,
            question =>
            {
                var choices = Assert.IsType<SingleChoice>(question.Body).Choices;
                Assert.Single(choices, choice => choice.Fraction == 1);
                Assert.Equal(choices.Count, choices.Select(choice => choice.Text).Distinct().Count());
            }
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_violation_and_its_picture_are_stored_together_and_only_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        var recorder = host.Get<ViolationRecorder>();
        byte[] picture = [1, 2, 3];
        var second = EvidenceFile.Create(picture, "image/jpeg", host.Now);

        // Weak evidence comes first; the flag rises to High with the second record.
        var weak = Span(host.Now, null, 0.6) with
        {
            Severity = Severity.Medium,
        };
        await recorder.RecordAsync(access.SessionId, weak, EvidenceFile.Create(picture, "image/jpeg", host.Now));
        await recorder.RecordAsync(access.SessionId, Span(host.Now, null, 0.6), second);
        await recorder.RecordAsync(access.SessionId, Span(host.Now, null, 0.6), second);
        await recorder.RecordAsync(access.SessionId, Span(host.Now, host.Now.AddSeconds(4), 0.9));

        await using var db = host.OpenDatabase();
        var row = Assert.Single(
            await db.Violations.Include(violation => violation.Evidence).ToListAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            ("face_mismatch", Severity.High, host.Now, host.Now.AddSeconds(4), 0.9),
            (row.Type, row.Severity, row.BeganAt, row.EndedAt!.Value, row.PeakConfidence)
        );
        Assert.Equal(DateTimeKind.Utc, row.BeganAt.Kind);
        var image = Assert.Single(row.Evidence);
        Assert.Equal(second.Id, image.Id);
        Assert.Equal(picture, await host.Get<IEvidenceStore>().GetAsync(image.StoreKey, default));
        Assert.Equal(picture, (await host.Get<EvidenceReader>().ReadAsync(access.SessionId, image.Id, default))!.Value.Content);
        Assert.Null(await host.Get<EvidenceReader>().ReadAsync(Guid.NewGuid(), image.Id, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Faces_are_stored_encrypted_and_read_back_unchanged(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var encryption = host.Get<FaceEncryption>();
        var face = new FaceEmbedding([.. Enumerable.Range(0, 192).Select(value => value / 192f)], null);
        await using (var db = host.OpenDatabase())
        {
            db.Add(
                new Student
                {
                    ExternalId = "enrolled",
                    CreatedAt = host.Now,
                    EnrolledFace = encryption.Lock(face),
                    EnrolledAt = host.Now,
                }
            );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var again = host.OpenDatabase();
        var stored = (await again.Students.SingleAsync(TestContext.Current.CancellationToken)).EnrolledFace!;

        Assert.Equal(face.MobileFaceNet, encryption.Open(stored)!.MobileFaceNet);
        Assert.Equal(-1, stored.AsSpan().IndexOf(face.ToBytes().AsSpan(16, 32)));
        stored[^1] ^= 1;
        Assert.Null(encryption.Open(stored));
    }

    [Fact]
    public async Task Evidence_is_stored_encrypted_detects_changes_and_stays_in_its_folder()
    {
        var folder = Directory.CreateTempSubdirectory("proctoring-evidence-").FullName;
        var store = new FolderEvidenceStore(folder, new EphemeralDataProtectionProvider());
        var picture = Encoding.ASCII.GetBytes("a picture of a face, in plain bytes");
        await store.PutAsync("session/picture", picture, default);
        var file = Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
        var sealedBytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal(picture, await store.GetAsync("session/picture", default));
        Assert.Equal(-1, sealedBytes.AsSpan().IndexOf(picture.AsSpan(0, 16)));
        Assert.Null(await store.GetAsync("session/other", default));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync("../secrets", default));
        sealedBytes[^5] ^= 1;
        await File.WriteAllBytesAsync(file, sealedBytes, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<EvidenceDamagedException>(() => store.GetAsync("session/picture", default));
        await store.DeleteAsync("session/picture", default);
        Assert.Null(await store.GetAsync("session/picture", default));
        Directory.Delete(folder, recursive: true);
    }

    static ViolationSpan Span(DateTime began, DateTime? ended, double confidence) =>
        new()
        {
            Id = Guid.Parse("019ac0de-0000-7000-8000-000000000001"),
            Kind = RuleCatalog.Default.Rules.Single(rule => rule.Kind.Id == "face_mismatch").Kind,
            Severity = Severity.High,
            WarnCandidate = true,
            Began = began,
            Ended = ended,
            PeakConfidence = confidence,
            MeanConfidence = confidence,
            FramesSeen = 3,
            FramesLooked = 4,
        };

    [Fact]
    public async Task SQLite_also_converts_other_alphabets_to_lower_case()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        db.Add(
            new Student
            {
                ExternalId = "s-1",
                Name = "ÉLODIE Иванова",
                CreatedAt = host.Now,
            }
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

#pragma warning disable CA1304, CA1311, CA1862 // The database's lower().
        Assert.True(await db.Students.AnyAsync(row => row.Name!.ToLower() == "élodie иванова", TestContext.Current.CancellationToken));
#pragma warning restore CA1304, CA1311, CA1862
    }
}
