using System.Net;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Each system has its own students: ids and numbers of one key mean nothing to another.</summary>
public sealed class StudentOwnersApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    static string Photo => ApiClient.DataUrl(TestFaces.Candidate);

    static object Registration(string id, string email) =>
        new
        {
            name = "Ada",
            email,
            password = "correct horse",
            photo_data = Photo,
            student_id = id,
        };

    [Fact]
    public async Task The_same_id_is_a_different_person_for_each_system()
    {
        using ApiClient a = await ApiClient.WithKeyAsync(fixture.App),
            b = await ApiClient.WithKeyAsync(fixture.App);
        var (id, email) = ($"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}@example.org");

        var first = await a.PostAsync("api/register-student/", Registration(id, email));
        var before = await b.PostAsync("api/verify-face/", new { student_id = id, photo_data = Photo });
        var byPassword = await b.PostAsync(
            "api/verify-face/",
            new
            {
                email,
                password = "correct horse",
                photo_data = Photo,
            }
        );
        var second = await b.PostAsync("api/register-student/", Registration(id, email));

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created], [first.Status, second.Status]);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [before.Status, byPassword.Status]);
        Assert.NotEqual(first["student_id"].GetInt32(), second["student_id"].GetInt32());
    }

    [Fact]
    public async Task A_number_of_another_system_is_unknown()
    {
        using ApiClient a = await ApiClient.WithKeyAsync(fixture.App),
            b = await ApiClient.WithKeyAsync(fixture.App);
        var number = (
            await a.PostAsync(
                "api/start-exam/",
                new
                {
                    student_id = "theirs",
                    exam_name = "E",
                    total_questions = 1,
                }
            )
        )["student_id"].GetInt32();

        var own = await a.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = number,
                exam_name = "E",
                total_questions = 1,
            }
        );
        var other = await b.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = number,
                exam_name = "E",
                total_questions = 1,
            }
        );
        var invented = await b.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = 1,
                exam_name = "E",
                total_questions = 1,
            }
        );
        var verified = await b.PostAsync("api/verify-face/", new { student_id = number, photo_data = Photo });
        var listed = await b.GetAsync($"api/v1/exams?student_id={number}");

        Assert.Equal("theirs", own["clerk_id"].GetString());
        Assert.Equal(HttpStatusCode.BadRequest, other.Status);
        Assert.Equal(
            other.Error.Replace($"{number}", "N", StringComparison.Ordinal),
            invented.Error.Replace("1", "N", StringComparison.Ordinal)
        );
        Assert.Equal((HttpStatusCode.Unauthorized, "Invalid credentials"), (verified.Status, verified.Error));
        Assert.Equal(0, listed["total"].GetInt32());
    }

    [Fact]
    public async Task Numbers_do_not_reveal_how_many_students_there_are()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        List<int> numbers = [];
        for (var index = 0; index < 6; index++)
            numbers.Add((
                    await api.PostAsync(
                        "api/start-exam/",
                        new
                        {
                            student_id = $"s-{index}",
                            exam_name = "E",
                            total_questions = 1,
                        }
                    )
                )["student_id"].GetInt32());

        Assert.All(numbers, number => Assert.InRange(number, 100_000_000, 999_999_999));
        Assert.DoesNotContain(numbers.Zip(numbers.Skip(1)), pair => Math.Abs(pair.Second - pair.First) == 1);
    }

    [Fact]
    public async Task A_new_key_of_the_same_system_knows_its_students_and_exams()
    {
        using var old = await ApiClient.WithKeyAsync(fixture.App);
        using ApiClient renewed = await ApiClient.WithKeyOfSameSystemAsync(fixture.App, old),
            other = await ApiClient.WithKeyAsync(fixture.App);
        var id = $"{Guid.NewGuid():N}";
        await old.PostAsync("api/register-student/", Registration(id, $"{id}@example.org"));
        var (exam, _) = await old.StartAsync(id);

        Assert.Equal(HttpStatusCode.OK, (await renewed.PostAsync("api/verify-face/", new { student_id = id, photo_data = Photo })).Status);
        Assert.Equal(HttpStatusCode.OK, (await renewed.GetAsync($"api/v1/exams/{exam}")).Status);
        Assert.Equal(HttpStatusCode.Created, (await renewed.PostAsync("api/record-tab-switch/", new { student_id = id })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"api/v1/exams/{exam}")).Status);
    }
}
