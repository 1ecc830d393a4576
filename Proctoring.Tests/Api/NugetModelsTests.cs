using System.Reflection;
using System.Text.Json;
using JobGenie.Proctoring.Client;
using Proctoring.Core.Notifications;
using Proctoring.Tests.Support;
using Proctoring.Web.Api;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Compares the models of the NuGet client with the OpenAPI document: a new member of an answer or a body must be added, or
/// left out here with its reason.</summary>
public sealed class NugetModelsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    static readonly Dictionary<Type, string> Schemas = new()
    {
        [typeof(ExamStart)] = nameof(StartExamBody),
        [typeof(StartedExam)] = nameof(StartedData),
        [typeof(SubmittedExam)] = nameof(SubmittedData),
        [typeof(Exam)] = nameof(ExamResource),
        [typeof(ExamReview)] = nameof(ReviewData),
        [typeof(Violation)] = nameof(ViolationData),
        [typeof(Answer)] = nameof(AnswerData),
        [typeof(ReportedEvent)] = nameof(RecordViolationBody),
        [typeof(StoredEvent)] = nameof(EventData),
        [typeof(StudentRegistration)] = nameof(RegisterStudentBody),
        [typeof(RegisteredStudent)] = nameof(RegisteredData),
        [typeof(VerifiedFace)] = nameof(VerifiedData),
        [typeof(ErasureReceipt)] = nameof(ReceiptData),
        [typeof(Webhook)] = nameof(WebhookData),
        [typeof(CreatedWebhook)] = nameof(CreatedWebhookData),
    };

    static readonly Dictionary<Type, string[]> LeftOut = new()
    {
        // Older names of exam_id and exam_name.
        [typeof(Exam)] = ["id", "name"],
        // The same as started_at, for JobGenie's earlier client.
        [typeof(Violation)] = ["timestamp"],
        // The method takes the exam's number.
        [typeof(ReportedEvent)] = ["exam_id", "student_id"],
        // The client encodes the photo.
        [typeof(StudentRegistration)] = ["photo_data"],
    };

    /// <summary>Members of a model that its JSON does not have.</summary>
    static readonly Dictionary<Type, string[]> Own = new() { [typeof(StudentRegistration)] = ["photo"] };

    [Fact]
    public async Task Every_model_has_the_members_of_its_schema()
    {
        using var client = fixture.App.CreateClient();
        var schemas = JsonDocument
            .Parse(await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))
            .RootElement.GetProperty("components")
            .GetProperty("schemas");

        foreach (var (model, name) in Schemas)
        {
            var schema = schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Select(member => member.Name).ToList();
            var left = LeftOut.GetValueOrDefault(model, []);
            Assert.Superset(left.ToHashSet(), schema.ToHashSet());
            Assert.Equal((model.Name, string.Join(' ', schema.Except(left).Order())), (model.Name, Members(model)));
        }
    }

    [Fact]
    public void The_models_of_webhooks_have_the_members_of_the_messages()
    {
        Assert.Equal(Members(Nested("MessageExam")), Members(typeof(WebhookExam)));
        Assert.Equal(Members(Nested("MessageFlag")), Members(typeof(WebhookFlag)));

        static Type Nested(string name) => typeof(SessionMessage).GetNestedType(name, BindingFlags.NonPublic)!;
    }

    static string Members(Type model) =>
        string.Join(
            ' ',
            model
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))
                .Except(Own.GetValueOrDefault(model, []))
                .Order()
        );
}
