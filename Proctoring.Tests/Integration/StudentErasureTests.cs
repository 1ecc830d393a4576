using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reviews;
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

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_erased_student_takes_nothing_new_and_what_is_left_is_erased_by_the_next_call(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await EndedExamAsync(host);
        var (erasure, number) = (host.Get<StudentErasure>(), opened.StudentNumber);
        var erasedId = string.Create(CultureInfo.InvariantCulture, $"erased-{number}");
        // These calls read the student before the erasure, and save after it.
        await using var early = host.OpenDatabase();
        var read = await early.Students.SingleAsync(Cancellation);
        var first = await erasure.EraseAsync(ApiCaller.Anybody, number, Cancellation);

        await early.EnrolAsync(read, Encoding.UTF8.GetBytes("face"), 0.5, null, host.Now, Cancellation);
        await Assert.ThrowsAnyAsync<ValidationException>(() => early.SaveAboutAsync(read, Cancellation));
        await using (await early.Database.BeginTransactionAsync(Cancellation))
            Assert.False(await early.LockAsync(read, Cancellation));
        var face = await RefusedAsync(() => host.Get<StudentStore>().ReplaceFaceAsync(ApiCaller.Anybody, number, [1], null, Cancellation));
        Assert.Equal((CallRefusal.NotFound, ErrorCodes.StudentNotFound), (face.Refusal, face.Code));
        Assert.Equal(CallRefusal.Invalid, (await RefusedAsync(() => StartAsync(new StudentName(null, number)))).Refusal);
        await Assert.ThrowsAnyAsync<ValidationException>(() => StartAsync(new StudentName(erasedId, null)));
        var registration = new StudentRegistration(Personal[1], Personal[2], "Correct-horse-7", [1], Personal[3], erasedId);
        var again = await RefusedAsync(() => host.Get<StudentStore>().RegisterAsync(ApiCaller.Anybody, registration, Cancellation));
        Assert.Equal(
            (CallRefusal.Invalid, $"student_id: \"{erasedId}\" has the form of an erased student's id. Use another id"),
            (again.Refusal, again.Message)
        );
        await using var db = host.OpenDatabase();
        Assert.Empty(await FoundAsync(db));
        Assert.Equal((1, 1), (await db.Students.CountAsync(Cancellation), await db.Sessions.CountAsync(Cancellation)));
        Assert.Equal(first.Id, (await erasure.EraseAsync(ApiCaller.Anybody, number, Cancellation)).Id);

        // An earlier version of the server stored such things.
        var student = await db.Students.SingleAsync(Cancellation);
        student.Name = Personal[1];
        await db.EnrolAsync(student, Encoding.UTF8.GetBytes("face"), 0.5, null, host.Now, Cancellation);
        await db.SaveChangesAsync(Cancellation);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await erasure.EraseAsync(ApiCaller.Anybody, number, Cancellation);
        Assert.Equal((true, 1), (second.Id != first.Id, second.Faces));
        Assert.Empty(await FoundAsync(db));
        Assert.Null((await db.Students.AsNoTracking().SingleAsync(Cancellation)).EnrolledFace);
        Assert.Equal(second.Id, (await erasure.EraseAsync(ApiCaller.Anybody, number, Cancellation)).Id);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(opened.Access.SessionId, Cancellation)).Broken);

        Task<OpenedSession> StartAsync(StudentName name) =>
            host.Get<ExamStarts>()
                .OpenAsync(
                    ApiCaller.Anybody,
                    new ExamStart
                    {
                        Student = name,
                        ExamName = "Interview",
                        TotalQuestions = 10,
                        Name = Personal[1],
                    },
                    Cancellation
                );

        static async Task<CallRefusedException> RefusedAsync(Func<Task> call) => await Assert.ThrowsAsync<CallRefusedException>(call);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Typed_answers_and_uploads_are_erased_and_their_points_stay(DatabaseKind kind)
    {
        const string typed = "My name is Ada Lovelace.";
        await using var host = await CoreHost.CreateAsync(kind);
        await host.Get<QuestionTypesExam>().SeedAsync(Cancellation);
        var request = new SessionRequest
        {
            StudentId = Id,
            ExamSlug = QuestionTypesExam.Slug,
            Proctored = false,
        };
        var opener = host.Get<SessionOpener>();
        var access = await opener.OpenAsync(request, Cancellation);
        await opener.StartAsync(access, Cancellation);
        var questions = (await opener.QuestionsAsync(access, Cancellation)).ToDictionary(one => one.Type);
        var (file, _) = await host.Get<SessionFiles>().KeepAsync(access, questions["file_upload"].Id, "ada.png", [1], Cancellation);
        await KeepAsync("single_choice", 1);
        await KeepAsync("essay", typed);
        await KeepAsync("short_text", "Paris");
        await KeepAsync("file_upload", new { id = file!.Id });
        var before = (await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation))!;

        await host.Get<StudentErasure>().EraseAsync(Student.OwnPages, Id, Cancellation);

        await using var db = host.OpenDatabase();
        Assert.Empty(await FoundAsync(db));
        Assert.Empty(await db.SessionFiles.ToListAsync(Cancellation));
        Assert.Equal(
            [DeletedData.Answers, DeletedData.Upload],
            (await db.DataDeletions.Select(row => row.Data).ToListAsync(Cancellation)).Order()
        );
        Assert.Equal(1, (await db.Answers.SingleAsync(row => row.QuestionId == questions["single_choice"].Id, Cancellation)).Choice);
        // The answers that wait for a grade can still get one, and the scored ones keep their points.
        var reviewer = new StaffViewer(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);
        var grading = host.Get<AnswerGrading>();
        var sheet = (await grading.FindAsync(reviewer, access.SessionId, Cancellation))!;
        Assert.Equal(["", ""], sheet.Answers.Select(answer => answer.Response));
        foreach (var answer in sheet.Answers)
            await grading.GradeAsync(reviewer, access.SessionId, answer.QuestionId, answer.GradeId, 1, "", Cancellation);
        var session = await db.Sessions.SingleAsync(row => row.Id == access.SessionId, Cancellation);
        Assert.Equal((before.Points + 2, 0), (session.Points, session.Ungraded));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Broken);

        async Task KeepAsync(string type, object response) =>
            Assert.Equal(
                AnswerOutcome.Stored,
                await host.Get<AnswerStore>()
                    .KeepAsync(access, questions[type].Id, JsonSerializer.SerializeToElement(response), host.Now, Cancellation)
            );
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
