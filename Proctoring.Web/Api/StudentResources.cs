using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Reads students, replaces their face, and erases them.</summary>
internal static class StudentResources
{
    static readonly ApiRight Right = new(ApiScopes.Students);

    static readonly string[] Codes = [ErrorCodes.StudentNotFound];

    public static void Map(ApiRoutes routes)
    {
        routes.Get(
            null,
            "students",
            Right,
            new("The students of the system, newest first", null, typeof(PageData<StudentData>), 200, 400)
            {
                Queries = [.. ResourcesApi.Paging, new("student_id", "Your own id of the student.")],
            },
            ListAsync
        );
        routes.Get(
            null,
            "students/{student_id}",
            Right,
            new("One student", null, typeof(StudentData), 200, 404) { Codes = Codes },
            FindAsync
        );
        routes.Put(
            "students/{student_id}/face",
            Right,
            new("Replace the enrolled face", typeof(ReplaceFaceBody), typeof(StudentData), 200, 400, 404) { Codes = Codes },
            ReplaceAsync
        );
        routes.Delete(
            "students/{student_id}",
            Right,
            new("Erase the student's personal data", null, typeof(ReceiptData), 200, 404, 409)
            {
                Codes = [.. Codes, ErrorCodes.LegalHold, ErrorCodes.ExamUnderWay],
            },
            EraseAsync
        );
        routes.Get(
            null,
            "erasures/{receipt_id}",
            Right,
            new("The receipt of an erasure", null, typeof(ReceiptData), 200, 404),
            ReceiptAsync
        );
    }

    static async Task<ApiAnswer> ListAsync(HttpContext context, StudentStore students)
    {
        var query = new ApiQuery(context.Request.Query);
        var (page, size) = query.Page;
        var listed = await students.ListAsync(
            context.Caller(),
            query.Text("student_id", 200),
            (page - 1) * size,
            size,
            context.RequestAborted
        );
        return ApiAnswer.Ok("Students", new PageData<StudentData>([.. listed.Items.Select(StudentData.Of)], page, size, listed.Total));
    }

    static async Task<ApiAnswer> FindAsync(HttpContext context, StudentStore students) =>
        ApiAnswer.Ok("Student", StudentData.Of(await students.ReadAsync(context.Caller(), NumberOf(context), context.RequestAborted)));

    static async Task<ApiAnswer> ReplaceAsync(HttpContext context, StudentStore students, ApiLimits limits)
    {
        var body = await context.ReadBodyAsync<ReplaceFaceBody>(ApiBody.Photo);
        var number = NumberOf(context);
        using (await limits.PictureAsync(context.RequestAborted))
            await students.ReplaceFaceAsync(
                context.Caller(),
                number,
                body.PhotoData!.Bytes,
                StudentsApi.Blank(body.PhotoApprovedBy),
                context.RequestAborted
            );
        return ApiAnswer.Ok("Face replaced", StudentData.Of(await students.ReadAsync(context.Caller(), number, context.RequestAborted)));
    }

    static async Task<ApiAnswer> EraseAsync(HttpContext context, StudentErasure erasure) =>
        ApiAnswer.Ok(
            "Student erased",
            ReceiptData.Of(await erasure.EraseAsync(context.Caller(), NumberOf(context), context.RequestAborted))
        );

    static async Task<ApiAnswer> ReceiptAsync(HttpContext context, StudentErasure erasure) =>
        Guid.TryParse(context.Request.RouteValues["receipt_id"] as string, out var id)
            ? ApiAnswer.Ok("Receipt", ReceiptData.Of(await erasure.ReceiptAsync(context.Caller(), id, context.RequestAborted)))
            : throw CallRefusedException.NotFound("There is no such receipt");

    static int NumberOf(HttpContext context) =>
        int.TryParse(context.Request.RouteValues["student_id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw CallRefusedException.NotFound(
                "There is no such student; the path takes our number, GET /api/v1/students finds it",
                ErrorCodes.StudentNotFound
            );
}

/// <summary>The body that replaces a face.</summary>
internal sealed record ReplaceFaceBody
{
    [Required]
    public PictureData? PhotoData { get; init; }

    /// <summary>The person who has checked the photo and accepts it even if the server would refuse it. Stored with the face.</summary>
    [MaxLength(FaceEnrolment.LongestApprover)]
    public string? PhotoApprovedBy { get; init; }
}

/// <summary>A student.</summary>
/// <param name="Id">Our number.</param>
/// <param name="StudentId">The calling system's own id.</param>
/// <param name="Name">Null if unknown.</param>
/// <param name="Email">Null if unknown.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="HasFace">Whether a face is enrolled.</param>
/// <param name="Faces">The history of the face, newest first. The faces themselves are not in it.</param>
internal sealed record StudentData(
    int Id,
    string StudentId,
    string? Name,
    string? Email,
    DateTime CreatedAt,
    bool HasFace,
    IReadOnlyList<EnrolledFaceData> Faces
)
{
    public static StudentData Of(StudentProfile student) =>
        new(
            student.Number,
            student.ExternalId,
            student.Name,
            student.Email,
            student.CreatedAt,
            student.HasFace,
            [.. student.Faces.Select(face => EnrolledFaceData.Of(face))]
        );
}

/// <summary>One enrolment of a face.</summary>
/// <param name="EnrolledAt">UTC.</param>
/// <param name="ReplacedAt">UTC; null while it is the enrolled one.</param>
/// <param name="FaceQuality">How sharp the face is, 0–1.</param>
/// <param name="PhotoApprovedBy">The person who accepted the photo although the server refused it; null if the server accepted
/// it.</param>
/// <param name="RefusedFor">Why the server refused it, such as "masked"; null otherwise.</param>
internal sealed record EnrolledFaceData(
    DateTime EnrolledAt,
    DateTime? ReplacedAt,
    double FaceQuality,
    string? PhotoApprovedBy,
    string? RefusedFor
)
{
    public static EnrolledFaceData Of(EnrolledFace face) =>
        new(face.EnrolledAt, face.EndedAt, face.Quality, face.ApprovedBy, face.RefusedFor);
}

/// <summary>The receipt of an erasure. It contains no personal data.</summary>
/// <param name="ReceiptId">Its id.</param>
/// <param name="StudentId">Our number of the student.</param>
/// <param name="ErasedAt">UTC.</param>
/// <param name="Exams">The number of exams whose record stays without the person.</param>
/// <param name="Files">The number of deleted pictures and audio files.</param>
/// <param name="Faces">The number of deleted faces.</param>
internal sealed record ReceiptData(Guid ReceiptId, int StudentId, DateTime ErasedAt, int Exams, int Files, int Faces)
{
    public static ReceiptData Of(ErasureReceipt row) => new(row.Id, row.StudentNumber, row.ErasedAt, row.Sessions, row.Files, row.Faces);
}
