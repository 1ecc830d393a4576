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
        [typeof(ReplacedSecret)] = nameof(ReplacedSecretData),
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

    /// <summary>The models of bodies, in which a member without a value is left out.</summary>
    static readonly HashSet<Type> Bodies = [typeof(ExamStart), typeof(ReportedEvent), typeof(StudentRegistration)];

    /// <summary>The keywords of a schema with several forms.</summary>
    static readonly string[] Choices = ["oneOf", "anyOf"];

    /// <summary>Members of a model that its JSON does not have.</summary>
    static readonly Dictionary<Type, string[]> Own = new() { [typeof(StudentRegistration)] = ["photo"] };

    [Fact]
    public async Task Every_model_has_the_members_of_its_schema()
    {
        var schemas = await SchemasAsync();
        foreach (var (model, name) in Schemas)
        {
            var schema = schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Select(member => member.Name).ToList();
            var left = LeftOut.GetValueOrDefault(model, []);
            Assert.Superset(left.ToHashSet(), schema.ToHashSet());
            Assert.Equal((model.Name, string.Join(' ', schema.Except(left).Order())), (model.Name, Members(model)));
        }
    }

    [Fact]
    public async Task A_member_that_may_be_null_may_be_null_in_the_model()
    {
        var schemas = await SchemasAsync();
        var checkedMembers = 0;
        foreach (var (model, name) in Schemas.Where(pair => !Bodies.Contains(pair.Key)))
        {
            var members = model.GetProperties().ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            foreach (var member in schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Where(MayBeNull))
            {
                if (!members.TryGetValue(member.Name, out var property))
                    continue;
                Assert.True(IsNullable(property), $"{model.Name}.{property.Name} must allow null");
                checkedMembers++;
            }
        }

        Assert.True(checkedMembers > 20, $"Only {checkedMembers} members may be null");

        static bool MayBeNull(JsonProperty member) =>
            Is(member.Value, "null")
            || Choices.Any(choice =>
                member.Value.TryGetProperty(choice, out var choices) && choices.EnumerateArray().Any(one => Is(one, "null"))
            );

        static bool Is(JsonElement schema, string wanted) =>
            schema.TryGetProperty("type", out var type)
            && (
                type.ValueKind == JsonValueKind.Array
                    ? type.EnumerateArray().Any(one => one.GetString() == wanted)
                    : type.GetString() == wanted
            );

        static bool IsNullable(PropertyInfo property) =>
            new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
    }

    async Task<JsonElement> SchemasAsync()
    {
        using var client = fixture.App.CreateClient();
        return JsonDocument
            .Parse(await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))
            .RootElement.GetProperty("components")
            .GetProperty("schemas");
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
