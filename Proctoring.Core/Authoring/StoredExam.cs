using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring;

/// <summary>The newest version of an exam.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version of its questions, from 1.</param>
/// <param name="Revision">Counts its changes; a change names the revision that it is based on.</param>
/// <param name="Status">Whether candidates can take it.</param>
/// <param name="Sessions">How many sessions were opened, of all versions.</param>
/// <param name="Content">Its content.</param>
public sealed record StoredExam(int Id, int Version, int Revision, ExamStatus Status, int Sessions, ExamContent Content);

/// <summary>An exam in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">Whether candidates can take it.</param>
/// <param name="Version">The version of its questions, from 1.</param>
/// <param name="Questions">The number of questions of that version.</param>
/// <param name="Sessions">How many sessions were opened, of all versions.</param>
public sealed record ExamRow(int Id, string Slug, string Title, ExamStatus Status, int Version, int Questions, int Sessions);
