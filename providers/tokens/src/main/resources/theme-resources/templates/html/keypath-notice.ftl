<html>
<body>
<p>${msg("kpNoticeText_" + kind, realmTitle)}</p>
<p>
  <b>${tokenName}</b><br>
  ${msg("kpNoticeKind_" + tokenKind)}, …${tokenHint}<#if tokenEnd != ""><br>
  ${msg("kpNoticeEnd", tokenEnd)}</#if>
</p>
<p>${msg("kpNoticeAdvice_" + kind)}</p>
</body>
</html>
