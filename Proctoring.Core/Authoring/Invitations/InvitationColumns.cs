using Proctoring.Core.Authoring.Csv;

namespace Proctoring.Core.Authoring.Invitations;

/// <summary>The positions of the fields in a list of people to invite; -1 for a field that the list does not have.</summary>
internal sealed record InvitationColumns(int Name, int FirstName, int LastName, int StudentId, int Email)
{
    static readonly string[] Names = ["name", "fullname", "student", "studentname", "candidate", "candidatename", "displayname"];
    static readonly string[] FirstNames = ["firstname", "givenname", "forename"];
    static readonly string[] LastNames = ["lastname", "surname", "familyname"];
    static readonly string[] Ids =
    [
        "id",
        "studentid",
        "idnumber",
        "studentnumber",
        "matriculationnumber",
        "candidateid",
        "userid",
        "username",
    ];
    static readonly string[] Emails = ["email", "emailaddress", "mail", "mailaddress"];

    /// <summary>The order without a first row of names.</summary>
    public static InvitationColumns Usual { get; } = new(0, -1, -1, 1, 2);

    public bool HasName => Name >= 0 || FirstName >= 0 || LastName >= 0;

    /// <summary>The columns that a first row names; null if it names none and is a row of data.</summary>
    public static InvitationColumns? Of(CsvRow row)
    {
        var cells = row.Cells.Select(Plain).ToList();
        int At(string[] known) => cells.FindIndex(cell => known.Contains(cell));
        var found = new InvitationColumns(At(Names), At(FirstNames), At(LastNames), At(Ids), At(Emails));
        return found.HasName || found.StudentId >= 0 || found.Email >= 0 ? found : null;
    }

    public string NameOf(CsvRow row) =>
        Name >= 0 ? Cell(row, Name) : string.Join(' ', new[] { Cell(row, FirstName), Cell(row, LastName) }.Where(part => part.Length > 0));

    public string StudentIdOf(CsvRow row) => Cell(row, StudentId);

    public string EmailOf(CsvRow row) => Cell(row, Email);

    static string Cell(CsvRow row, int at) => at >= 0 && at < row.Cells.Count ? row.Cells[at] : "";

    /// <summary>"E-mail address" and "email_address" are one name.</summary>
    static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
