using System.Net;
using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests register-student and verify-face with real faces.</summary>
public sealed class StudentsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    static string Photo => ApiClient.DataUrl(TestFaces.Candidate);

    static object Registration(string email, string? photo = null, string? id = null) =>
        new
        {
            name = "Ada",
            email,
            password = "correct horse",
            photo_data = photo ?? Photo,
            address = "1 Main Street\nTown",
            student_id = id,
        };

    [Theory]
    [InlineData("api/register-student/", "api/verify-face/")]
    [InlineData("api/register-student", "api/verify-face")]
    public async Task A_registered_face_is_verified(string register, string verify)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var email = $"{Guid.NewGuid():N}@example.org";

        var registered = await api.PostAsync(register, Registration(email.ToUpperInvariant(), id: email));
        var byPassword = await api.PostAsync(
            verify,
            new
            {
                email,
                password = "correct horse",
                photo_data = Convert.ToBase64String(TestFaces.Candidate),
            }
        );
        var byNumber = await api.PostAsync(verify, new { student_id = registered["student_id"].GetInt32(), photo_data = Photo });
        var byId = await api.PostAsync(verify, new { student_id = email, photo_data = Photo });

        Assert.Equal(HttpStatusCode.Created, registered.Status);
        Assert.Equal(registered["student_id"].GetInt32(), registered["user_id"].GetInt32());
        Assert.InRange(registered["face_quality"].GetDouble(), 0.28, 1);
        foreach (var verified in new[] { byPassword, byNumber, byId })
        {
            Assert.Equal(HttpStatusCode.OK, verified.Status);
            Assert.Equal(
                (registered["student_id"].GetInt32(), "Ada", email),
                (verified["student_id"].GetInt32(), verified["name"].GetString(), verified["email"].GetString())
            );
            Assert.InRange(verified["similarity"].GetDouble(), 0.95, 1);
            Assert.Equal(0.56, verified["threshold"].GetDouble());
            Assert.Contains(verified["live"].ValueKind, new[] { JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null });
        }
    }

    [Fact]
    public async Task Pictures_may_be_png_or_webp_and_larger_than_a_frame()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var picture = OpenCvSharp.Cv2.ImDecode(TestFaces.Candidate, OpenCvSharp.ImreadModes.Color);
        using var large = new OpenCvSharp.Mat();
        OpenCvSharp.Cv2.Resize(picture, large, new OpenCvSharp.Size(1600, 1200));

        foreach (var (extension, type) in new[] { (".png", "image/png"), (".webp", "image/webp") })
        {
            var email = $"{Guid.NewGuid():N}@example.org";
            var bytes = OpenCvSharp.Cv2.ImEncode(extension, large, out var encoded) ? encoded : [];
            Assert.Equal(
                HttpStatusCode.Created,
                (await api.PostAsync("api/register-student/", Registration(email, ApiClient.DataUrl(bytes, type)))).Status
            );
            Assert.Equal(
                HttpStatusCode.OK,
                (
                    await api.PostAsync(
                        "api/verify-face/",
                        new
                        {
                            email,
                            password = "correct horse",
                            photo_data = ApiClient.DataUrl(bytes, type),
                        }
                    )
                ).Status
            );
        }
    }

    /// <summary>With such an id, all students whom a program does not know would be one person with one face.</summary>
    [Theory]
    [InlineData("undefined")]
    [InlineData(" NULL ")]
    [InlineData("[object Object]")]
    [InlineData("NaN")]
    public async Task No_face_is_registered_for_everybody(string id)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var refused = await api.PostAsync(
            "api/register-student/",
            new
            {
                name = "Rita",
                email = $"{Guid.NewGuid():N}@example.org",
                password = "correct horse",
                photo_data = Photo,
                student_id = id,
            }
        );

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.StartsWith($"student_id is \"{id.Trim()}\", which many people would share", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await api.GetAsync("api/v1/students"))["total"].GetInt32());
    }

    [Fact]
    public async Task Another_face_a_wrong_password_and_an_unknown_email_are_refused_alike()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var email = $"{Guid.NewGuid():N}@example.org";
        await api.PostAsync("api/register-student/", Registration(email));

        var other = await api.PostAsync(
            "api/verify-face/",
            new
            {
                email,
                password = "correct horse",
                photo_data = ApiClient.DataUrl(TestFaces.Stranger),
            }
        );
        var wrong = await api.PostAsync(
            "api/verify-face/",
            new
            {
                email,
                password = "wrong",
                photo_data = Photo,
            }
        );
        var unknown = await api.PostAsync(
            "api/verify-face/",
            new
            {
                email = "unknown@example.org",
                password = "correct horse",
                photo_data = Photo,
            }
        );
        var noStudent = await api.PostAsync("api/verify-face/", new { student_id = "absent", photo_data = Photo });

        Assert.Equal((HttpStatusCode.Unauthorized, "Face does not match"), (other.Status, other.Error));
        Assert.All(
            [wrong, unknown, noStudent],
            reply =>
                Assert.Equal(
                    (
                        HttpStatusCode.Unauthorized,
                        """{"success":false,"error":"Invalid credentials","status":401,"code":"invalid_credentials"}"""
                    ),
                    (reply.Status, reply.Text)
                )
        );
    }

    [Fact]
    public async Task An_email_or_an_id_is_registered_once_even_at_the_same_moment()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var email = $"{Guid.NewGuid():N}@example.org";

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PostAsync("api/register-student/", Registration(email))));
        var sameId = $"id-{Guid.NewGuid():N}";
        await api.PostAsync("api/register-student/", Registration($"a{email}", id: sameId));
        var taken = await api.PostAsync("api/register-student/", Registration($"b{email}", id: sameId));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.All(
            replies.Where(reply => reply.Status != HttpStatusCode.Created),
            reply => Assert.Equal((HttpStatusCode.Conflict, "email already registered"), (reply.Status, reply.Error))
        );
        Assert.Equal((HttpStatusCode.Conflict, "student_id already registered"), (taken.Status, taken.Error));
    }

    [Fact]
    public async Task A_refused_picture_states_the_reason()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var whole = OpenCvSharp.Cv2.ImDecode(TestFaces.Candidate, OpenCvSharp.ImreadModes.Color);
        using var small = new OpenCvSharp.Mat();
        OpenCvSharp.Cv2.Resize(whole, small, new OpenCvSharp.Size(160, 120));
        (byte[] Picture, string DisplayText)[] cases =
        [
            (TestFaces.Empty, "No face"),
            (TestFaces.Dark, "No face"),
            (TestFaces.Both, "several faces"),
            (OpenCvSharp.Cv2.ImEncode(".jpg", small, out var s) ? s : [], "too small"),
            ("<html>"u8.ToArray(), "not an image"),
            (TestFaces.Candidate[..3000], "damaged or incomplete"),
            ([0, 0, 0, 24, .. "ftypheic"u8, .. new byte[12]], "photo_data: This is a HEIC picture. Send a JPEG or PNG."),
            (Encoded.Header(9000, 9000), "too large"),
        ];

        foreach (var (picture, words) in cases)
        {
            var reply = await api.PostAsync(
                "api/register-student/",
                Registration($"{Guid.NewGuid():N}@example.org", ApiClient.DataUrl(picture))
            );
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.Contains(words, reply.Error, StringComparison.Ordinal);
            var verified = await api.PostAsync("api/verify-face/", new { student_id = "absent", photo_data = ApiClient.DataUrl(picture) });
            Assert.Equal(HttpStatusCode.Unauthorized, verified.Status);
        }
    }

    [Theory]
    [InlineData("""{"email":"a@b.org","password":"p","photo_data":"AAAA"}""", "name is required")]
    [InlineData("""{"name":" ","email":"a@b.org","password":"p","photo_data":"AAAA"}""", "name is required")]
    [InlineData("""{"name":"n","password":"p","photo_data":"AAAA"}""", "email is required")]
    [InlineData("""{"name":"n","email":"a@b.org","photo_data":"AAAA"}""", "password is required")]
    [InlineData("""{"name":"n","email":"a@b.org","password":"p"}""", "photo_data is required")]
    [InlineData("""{"name":"n","email":"a@b.org","password":"p","photo_data":null}""", "photo_data is required")]
    [InlineData("""{"name":"n","email":"a@b.org","password":"p","photo_data":"data:image/png;base64,"}""", "photo_data is required")]
    [InlineData("""{"name":"n","email":"a@b.org","password":"p","photo_data":"###"}""", "photo_data is not valid base64")]
    [InlineData("""{"name":"n","email":"a@b.org","password":"p","photo_data":"data:image/png,abc"}""", "photo_data must be a picture")]
    [InlineData("""{"name":"n","email":"a@b.org","password":"p","photo_data":7}""", "photo_data must be a picture")]
    [InlineData("""{"name":7,"email":"a@b.org","password":"p","photo_data":"AAAA"}""", "name must be a string")]
    [InlineData("""{"name":"n","email":"not one","password":"p","photo_data":"AAAA"}""", "email is not an email address")]
    [InlineData("""{"name":"n\u0000","email":"a@b.org","password":"p","photo_data":"AAAA"}""", "name contains control characters")]
    [InlineData("""{"name":"\ud800","email":"a@b.org","password":"p","photo_data":"AAAA"}""", "name is not valid Unicode")]
    [InlineData(
        """{"name":"n","email":"no-key@b.org","password":"p","photo_data":"AAAA","photo_approved_by":"Kim"}""",
        "photo_approved_by needs an API key"
    )]
    public async Task A_missing_or_wrong_field_is_named(string body, string error)
    {
        using var api = ApiClient.Anybody(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, "api/register-student/", body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.StartsWith(error, reply.Error, StringComparison.Ordinal);
        Assert.Equal((false, 400), (reply["success"].GetBoolean(), reply["status"].GetInt32()));
    }

    [Fact]
    public async Task Verifications_of_one_student_are_limited()
    {
        await using var app = AppServer.Start(("environment", "Development"), ("Proctoring:Api:VerificationsPerStudent", "3"));
        using var api = await ApiClient.WithKeyAsync(app);

        for (var count = 0; count < 3; count++)
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (
                    await api.PostAsync(
                        "api/verify-face/",
                        new
                        {
                            email = "A@b.org",
                            password = "guess",
                            photo_data = "AAAA",
                        }
                    )
                ).Status
            );
        var reply = await api.PostAsync(
            "api/verify-face/",
            new
            {
                email = "a@B.org ",
                password = "guess",
                photo_data = "AAAA",
            }
        );

        Assert.Equal(HttpStatusCode.TooManyRequests, reply.Status);
        Assert.InRange(reply.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(429, reply["status"].GetInt32());
    }
}
