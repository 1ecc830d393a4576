using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>An erasure leaves no personal data of a student, and records that still verify.</summary>
public sealed class StudentErasureTests
{
    const string Id = "user_secret_4711";

    static readonly string[] Personal =
    [
        Id,
        "Ada Lovelace",
        "ada@example.org",
        "Main Street",
        "It was my sister",
        "My camera stopped",
        "migraine",
        "10.9.8.7",
    ];

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nothing_personal_remains_and_every_chain_verifies(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await EndedExamAsync(host);
        var id = opened.Access.SessionId;
        await using (var before = host.OpenDatabase())
        {
            Assert.Equal([.. Personal.Order()], (await FoundAsync(before)).Order());
            Assert.NotEmpty(await FilesAsync(host, id));
        }

        var receipt = (await host.Get<StudentErasure>().EraseAsync(Student.OwnPages, Id, Cancellation))!;
        var again = await host.Get<StudentErasure>().EraseAsync(ApiCaller.Anybody, opened.StudentNumber, Cancellation);

        Assert.Equal((1, 2, receipt.Id), (receipt.Sessions, receipt.Faces, again.Id));
        Assert.True(receipt.Files > 0);
        Assert.Empty(await FilesAsync(host, id));
        await using var db = host.OpenDatabase();
        Assert.Empty(await FoundAsync(db));
        var session = await db.Sessions.SingleAsync(row => row.Id == id, Cancellation);
        Assert.Null(session.ReferenceFace);
        Assert.Equal(SessionStatus.Submitted, session.Status);
        Assert.NotEmpty(await db.Violations.Where(row => row.SessionId == id).ToListAsync(Cancellation));
        var verifier = host.Get<ChainVerifier>();
        Assert.Null((await verifier.VerifyAsync(id, Cancellation)).Broken);
        Assert.Null((await verifier.VerifyInstallationAsync(Cancellation)).Broken);
        Assert.Null((await verifier.VerifyAuditAsync(Cancellation)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_student_with_an_exam_under_way_or_of_another_system_is_not_erased(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await host.OpenHostedAsync(student: Id);
        var stranger = ApiCaller.Key(Guid.NewGuid(), Guid.NewGuid(), ApiScopes.Usual);

        var running = await Assert.ThrowsAsync<CallRefusedException>(() =>
            host.Get<StudentErasure>().EraseAsync(ApiCaller.Anybody, opened.StudentNumber, Cancellation)
        );
        var foreign = await Assert.ThrowsAsync<CallRefusedException>(() =>
            host.Get<StudentErasure>().EraseAsync(stranger, opened.StudentNumber, Cancellation)
        );

        Assert.Equal((CallRefusal.Conflict, CallRefusal.NotFound), (running.Refusal, foreign.Refusal));
        await using var db = host.OpenDatabase();
        Assert.Equal([Id], await FoundAsync(db));
    }

    /// <summary>An exam of ours that a student took, with flags, pictures, texts and everything that is known of the student.</summary>
    static async Task<OpenedSession> EndedExamAsync(CoreHost host)
    {
        var opened = await host.OpenHostedAsync(DemoExam.Slug, Id);
        await host.BeginHostedAsync(opened);
        host.Live(opened.Access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(opened.Access, Scene.TwoFaces, 4);
        await host.ShowAsync(opened.Access, Scene.OneFace, 4);
        await host.Get<SessionCloser>().SubmitAsync(opened.Access, null, Cancellation);
        var id = opened.Access.SessionId;
        await using var db = host.OpenDatabase();
        var student = await db.Students.SingleAsync(row => row.ExternalId == Id, Cancellation);
        (student.Name, student.Email, student.PostalAddress) = (Personal[1], Personal[2], Personal[3]);
        await db.EnrolAsync(student, Encoding.UTF8.GetBytes("face"), 0.5, null, host.Now, Cancellation);
        var flag = await db.Violations.FirstAsync(row => row.SessionId == id, Cancellation);
        db.AddRange(
            new CandidateReply
            {
                ViolationId = flag.Id,
                SessionId = id,
                Text = Personal[4],
                WrittenAt = host.Now,
            },
            new CandidateMessage
            {
                Id = Guid.NewGuid(),
                SessionId = id,
                Text = Personal[5],
                SentAt = host.Now,
            },
            new Accommodation
            {
                StudentId = student.Id,
                Rule = "tab_switch",
                Setting = "Enabled",
                Value = "false",
                Reason = Personal[6],
            },
            new CandidatePage
            {
                SessionId = id,
                PageId = "p",
                Address = Personal[7],
                JoinedAt = host.Now,
            }
        );
        await db.SaveChangesAsync(Cancellation);
        return opened;
    }

    /// <summary>The keys of the session's files, without the witnesses of its chain.</summary>
    static async Task<IReadOnlyList<string>> FilesAsync(CoreHost host, Guid session) =>
        [
            .. (await host.Get<IEvidenceStore>().KeysAsync($"{session:N}", Cancellation)).Where(key =>
                !key.StartsWith($"{session:N}/chain", StringComparison.Ordinal)
            ),
        ];

    /// <summary>The personal texts that any column of any table contains.</summary>
    static async Task<IReadOnlyList<string>> FoundAsync(ProctoringDb db)
    {
        HashSet<string> found = [];
        await db.Database.OpenConnectionAsync(Cancellation);
        foreach (var table in db.Model.GetEntityTypes().Select(entity => entity.GetTableName()).OfType<string>().Distinct())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The names come from the model.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    var value = reader.GetValue(column);
                    var text = value is byte[] bytes
                        ? Encoding.UTF8.GetString(bytes)
                        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
                    found.UnionWith(Personal.Where(personal => text.Contains(personal, StringComparison.Ordinal)));
                }
            }
        }

        return [.. found];
    }
}
