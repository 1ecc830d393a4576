using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests reading a student, replacing the face and erasing.</summary>
public sealed class StudentResourcesApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_face_is_replaced_with_history_and_a_student_is_erased_with_a_receipt()
    {
        using ApiClient api = await ApiClient.WithKeyAsync(fixture.App),
            other = await ApiClient.WithKeyAsync(fixture.App);
        var registered = await api.PostAsync(
            "api/register-student/",
            new
            {
                name = "Ada",
                email = "ada@example.org",
                password = "correct horse",
                photo_data = ApiClient.DataUrl(TestFaces.Candidate),
                student_id = "ada",
            }
        );
        var path = $"api/v1/students/{registered["student_id"].GetInt32()}";

        var read = await api.GetAsync(path);
        var listed = await api.GetAsync("api/v1/students?student_id=ada");
        var refused = await PutAsync(api, $"{path}/face", TestFaces.Both);
        var replaced = await PutAsync(api, $"{path}/face", TestFaces.Stranger);

        Assert.Equal(("ada", "Ada", true), (read["student_id"].GetString(), read["name"].GetString(), read["has_face"].GetBoolean()));
        Assert.Equal(read["id"].GetInt32(), listed["items"][0].GetProperty("id").GetInt32());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.Status, replaced.Status));
        var faces = replaced["faces"].EnumerateArray().ToList();
        Assert.Equal(2, faces.Count);
        Assert.Null(faces[0].GetProperty("replaced_at").GetString());
        Assert.Equal(faces[0].GetProperty("enrolled_at").GetString(), faces[1].GetProperty("replaced_at").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await VerifyAsync(api, TestFaces.Candidate)).Status);
        Assert.Equal(HttpStatusCode.OK, (await VerifyAsync(api, TestFaces.Stranger)).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(other, $"{path}/face", TestFaces.Candidate)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync(HttpMethod.Delete, path, null)).Status);

        var erased = await api.SendAsync(HttpMethod.Delete, path, null);
        var receipt = await api.GetAsync($"api/v1/erasures/{erased["receipt_id"].GetGuid()}");
        var after = await api.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, 1), (erased.Status, erased["faces"].GetInt32()));
        await using (var database = fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext())
        {
            var cancellation = TestContext.Current.CancellationToken;
            var entries = await database.AuditEntries.Where(entry => entry.Action == "student_erased").ToListAsync(cancellation);
            Assert.Contains(entries, entry => entry.ActorName == $"API key {api.Key!.Name}");
        }

        Assert.Equal(erased.Text, receipt.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"api/v1/erasures/{erased["receipt_id"].GetGuid()}")).Status);
        Assert.DoesNotContain("ada", after.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, (await VerifyAsync(api, TestFaces.Stranger)).Status);
    }

    [Fact]
    public async Task A_photo_that_is_refused_wrongly_is_registered_with_the_name_of_the_person_who_decided()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var masked = TestPictures.Candidate();
        CoveredFace.PutOnMask(masked, (await TestPictures.FacesAsync()).ReadFaces(masked).Faces[0].Mesh, CoveredFace.Cloth["blue"]);
        Task<ApiReply> RegisterAsync(string photo, string? approver) =>
            api.PostAsync(
                "api/register-student/",
                new
                {
                    name = "Zoe",
                    email = "zoe@example.org",
                    password = "correct horse",
                    photo_data = photo,
                    student_id = "zoe",
                    photo_approved_by = approver,
                }
            );
        var photo = ApiClient.DataUrl(TestPictures.Jpeg(masked));

        var refused = await RegisterAsync(photo, " ");
        var empty = await RegisterAsync(ApiClient.DataUrl(TestFaces.Empty), "Kim Office");
        var registered = await RegisterAsync(photo, " Kim Office ");
        var path = $"api/v1/students/{registered["student_id"].GetInt32()}";
        var first = (await api.GetAsync(path))["faces"][0];
        var better = await PutAsync(api, $"{path}/face", TestFaces.Candidate);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (refused.Status, empty.Status));
        Assert.EndsWith("send photo_approved_by with their name.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("photo_approved_by", empty.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, registered.Status);
        Assert.Equal(("Kim Office", "masked"), (Of(first, "photo_approved_by"), Of(first, "refused_for")));
        // The server accepts this photo, so there is no decision.
        Assert.Null(Of(better["faces"][0], "photo_approved_by"));
        Assert.Equal("Kim Office", Of(better["faces"][1], "photo_approved_by"));
        var cancellation = TestContext.Current.CancellationToken;
        await using var database = await fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(cancellation);
        var entry = await database.AuditEntries.SingleAsync(row => row.Action == "photo_approved", cancellation);
        Assert.Equal((null, $"API key {api.Key!.Name}"), (entry.ActorId, entry.ActorName));
        Assert.Equal("accepted by Kim Office", entry.Reason);
        Assert.Equal($"student {registered["student_id"].GetInt32()}, refused: masked", entry.Subject);
    }

    static string? Of(JsonElement value, string member) => value.GetProperty(member).GetString();

    static Task<ApiReply> PutAsync(ApiClient api, string path, byte[] photo) =>
        api.SendAsync(HttpMethod.Put, path, $$"""{"photo_data":"{{ApiClient.DataUrl(photo)}}"}""");

    static Task<ApiReply> VerifyAsync(ApiClient api, byte[] photo) =>
        api.PostAsync("api/verify-face/", new { student_id = "ada", photo_data = ApiClient.DataUrl(photo) });
}
