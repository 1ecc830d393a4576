using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Api;

/// <summary>Examples of bodies and answers in the OpenAPI document. Answers are real objects, so they have the shape of the wire.</summary>
internal static class ApiExamples
{
    const string Photo = "/9j/4AAQSkZJRgABAQAAAQABAAD/…";
    const string Evidence = "https://exam.example/evidence/…";
    const string ReportPage = "https://exam.example/results/10?key=…";

    static readonly Guid Id = Guid.Parse("019a4c1e-7d1f-7c61-9d0a-4f1e5b6a7c80", CultureInfo.InvariantCulture);
    static readonly DateTime Start = new(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc);
    static readonly DateTime End = Start.AddMinutes(20);
    static readonly ReviewData Review = new(ReviewStatus.Decided, Verdict.Violation, End.AddHours(2), ["A phone is visible twice."]);
    static readonly DefinitionData Definition = new("capitals", "Capitals", ExamStatus.Draft, 1, 0, 12, 20, "standard", 0);
    static readonly EnrolledFaceData Face = new(Start, null, 0.91, null, null);
    static readonly StudentData Student = new(184467, "user_2abc", "Ada", "ada@example.org", Start, true, [Face]);

    static readonly WebhookData Webhook = new(Id, "https://jobgenie.example/proctoring", ["exam.submitted", "exam.reviewed"], Start, null);

    static readonly DeliveryData Delivery = new(
        Id,
        "msg_019a4c1e7d1f7c619d0a4f1e5b6a7c80",
        "exam.submitted",
        DeliveryStatus.Delivered,
        1,
        End,
        null,
        204,
        null
    );

    static readonly StartedData Started = new(
        10,
        184467,
        184467,
        "user_2abc",
        "Interview",
        10,
        "01a2…",
        Start.AddHours(4),
        "https://exam.example/embed/…",
        null,
        null
    );

    static readonly ViolationData Violation = new(
        Id,
        "object_detected",
        Severity.High,
        "Forbidden object in view",
        Start.AddMinutes(5),
        Start.AddMinutes(6),
        Start.AddMinutes(5),
        ["cell phone"],
        0,
        0.94,
        Decision.Confirmed,
        Evidence,
        null,
        null,
        null
    );

    static readonly ExamResource Exam = new(
        10,
        "Interview",
        10,
        "Interview",
        "user_2abc",
        "user_2abc",
        184467,
        SessionStatus.Submitted,
        "standard",
        10,
        7,
        70,
        12.5,
        Start,
        End,
        Start.AddHours(4),
        null,
        null,
        1200,
        Review,
        ReportPage,
        null,
        null
    );

    /// <summary>The bodies, as JSON.</summary>
    static readonly Dictionary<Type, string> Bodies = new()
    {
        [typeof(RegisterStudentBody)] =
            $$"""{"name":"Ada","email":"ada@example.org","password":"correct horse","photo_data":"{{Photo}}","student_id":"user_2abc"}""",
        [typeof(VerifyFaceBody)] = $$"""{"student_id":"user_2abc","photo_data":"{{Photo}}"}""",
        [typeof(ReplaceFaceBody)] = $$"""{"photo_data":"{{Photo}}"}""",
        [typeof(StartExamBody)] = """{"student_id":"user_2abc","exam_name":"Interview","total_questions":10,"name":"Ada"}""",
        [typeof(ExamBatchBody)] =
            """{"exams":[{"student_id":"user_1","exam_name":"Interview","total_questions":10,"not_before":"2026-12-01T09:00:00Z"}]}""",
        [typeof(SubmitExamBody)] = """{"exam_id":10,"correct_answers":7,"violations":[{"type":"TAB_SWITCH","tab_switches":2}]}""",
        [typeof(CancelExamBody)] = """{"reason":"The appointment was moved"}""",
        [typeof(RecordViolationBody)] =
            """{"exam_id":10,"event_type":"object_detected","detected_objects":["cell phone"],"client_event_id":"e-1"}""",
        [typeof(RecordTabSwitchBody)] = """{"exam_id":10,"count":2,"client_event_id":"e-2"}""",
        [typeof(AnalyzeFrameBody)] = $$"""{"exam_id":10,"frame_data":"data:image/jpeg;base64,{{Photo}}"}""",
        [typeof(SimulatedReviewBody)] = """{"verdict":"violation"}""",
        [typeof(DefineExamBody)] =
            """{"file_name":"capitals.gift","text":"Capital of France? {=Paris ~Lyon}","exam_name":"capitals","title":"Capitals"}""",
        [typeof(ExamStatusBody)] = """{"status":"open"}""",
        [typeof(ReplaceSecretBody)] = """{"old_secret_hours":24}""",
        [typeof(CreateWebhookBody)] = """{"url":"https://jobgenie.example/proctoring","events":["exam.submitted","exam.reviewed"]}""",
    };

    /// <summary>The answers, with their messages.</summary>
    static readonly Dictionary<Type, ApiAnswer> Answers = new ApiAnswer[]
    {
        ApiAnswer.Created("Student registered", new RegisteredData(184467, 184467, 0.91)),
        ApiAnswer.Ok("Face verified", new VerifiedData(184467, "Ada", "ada@example.org", 0.71, 0.36, true)),
        ApiAnswer.Created("Exam started", Started),
        ApiAnswer.Ok("Exams started", new ExamBatchData(1, [new ExamBatchItem(0, 201, Started, null)])),
        ApiAnswer.Ok("Exam submitted", new SubmittedData(10, 70, 10, 7, ReportPage, 1, 0)),
        ApiAnswer.Ok(
            "Exam result",
            new ExamResultData(
                new ExamData(
                    10,
                    "Interview",
                    10,
                    "Interview",
                    "user_2abc",
                    ExamProgress.Completed,
                    SessionStatus.Submitted,
                    10,
                    7,
                    70,
                    Start,
                    End,
                    12.5,
                    Review,
                    null,
                    null
                ),
                [Violation],
                [new MonitoredData(Sensor.Camera, 1188, 1200, 0.99)],
                [
                    new SensorGapData(
                        Sensor.Camera,
                        GapCause.NoFrames,
                        "No pictures arrived",
                        Start.AddMinutes(8),
                        Start.AddSeconds(492),
                        12,
                        false
                    ),
                ]
            )
        ),
        ApiAnswer.Created("Recorded", new EventData(Id, "object_detected", true)),
        ApiAnswer.Ok(
            "Frame read",
            new FrameData(
                [new FrameViolationData("object_detected", "Forbidden object in view (cell phone)", Severity.High, 0.94, 94, 3.5)],
                false,
                false,
                false,
                false,
                3.5,
                ["cell phone"],
                0,
                0,
                94,
                0,
                1,
                true,
                Start
            )
        ),
        ApiAnswer.Ok("The service is well", new HealthData("JobGenie Proctoring System", "healthy", new("ok", "ok", "ok"))),
        ApiAnswer.Ok("Students", new PageData<StudentData>([Student], 1, 50, 1)),
        ApiAnswer.Ok("Student", Student),
        ApiAnswer.Ok("Student erased", new ReceiptData(Id, 184467, Start, 3, 41, 2)),
        ApiAnswer.Ok("Exams", new PageData<ExamResource>([Exam], 1, 50, 1)),
        ApiAnswer.Ok("Exam", Exam),
        ApiAnswer.Ok("Violations", new PageData<ViolationData>([Violation], 1, 50, 1)),
        ApiAnswer.Ok(
            "Report",
            new ReportData(
                new ReportContent
                {
                    SessionId = Id,
                    ExamName = "Interview",
                    Proctored = true,
                    TimedOut = false,
                    StartedAt = Start,
                    FinishedAt = End,
                    TotalQuestions = 10,
                    CorrectAnswers = 7,
                    Score = 70,
                    FramesRead = 1200,
                    FramesRefused = 0,
                    Answers = [],
                    Violations = [],
                    Risk = new RiskScore(12.5, []),
                },
                new Dictionary<Guid, string> { [Id] = Evidence }
            )
        ),
        ApiAnswer.Ok(
            "Answers",
            new AnswersData([new(1, "Capital of France?", ["Paris", "Lyon"], 0, 0, true, "single_choice", [], [], 1, 1, true)])
        ),
        ApiAnswer.Ok(
            "Rules",
            new RulesData(
                "standard",
                ["standard", "strict"],
                [
                    new(
                        "tab_switch",
                        "Left the exam page",
                        Severity.Medium,
                        true,
                        "The exam page was hidden.",
                        "Keep the exam page in front.",
                        4,
                        new Dictionary<string, object?>()
                    ),
                ]
            )
        ),
        ApiAnswer.Ok("Exam definitions", new ExamDefinitionsData([new("capitals", "Capitals", "", "en", 12, 20)])),
        ApiAnswer.Ok(
            "Exam definition",
            new DefinedExamData(Definition, JsonSerializer.SerializeToElement(new { format = "proctoring-exam", version = 1 }))
        ),
        ApiAnswer.Created("Exam created as a draft", new DefinitionAnswer(Definition, "gift", 12, 0, [])),
        ApiAnswer.Ok("Status set", Definition with { Status = ExamStatus.Open }),
        ApiAnswer.Created("Webhook created", new CreatedWebhookData(Webhook, "whsec_…")),
        ApiAnswer.Ok("Secret replaced", new ReplacedSecretData("whsec_…", Start.AddDays(1))),
        ApiAnswer.Ok("Webhooks", new WebhooksData([Webhook])),
        ApiAnswer.Ok("Webhook deleted", new DeletedData(true)),
        ApiAnswer.Ok("Deliveries", new PageData<DeliveryData>([Delivery], 1, 50, 1)),
        ApiAnswer.Created("Message queued", Delivery),
    }.ToDictionary(answer => answer.Data.GetType());

    /// <summary>An example of a body.</summary>
    public static JsonNode Body(Type type) => JsonNode.Parse(Bodies[type])!;

    /// <summary>An example of an answer.</summary>
    /// <param name="data">The type of its data.</param>
    /// <param name="status">Its status.</param>
    /// <param name="plain">Whether it has no envelope.</param>
    public static JsonNode Answer(Type data, int status, bool plain)
    {
        var answer = Answers[data];
        // Of the calls that create something, only the events answer 200 in an envelope: if they are repeated.
        if (status == StatusCodes.Status200OK && answer.Status == StatusCodes.Status201Created)
            answer = answer with { Message = "Already recorded" };
        return JsonNode.Parse(answer.Body(plain).Span)!;
    }
}
